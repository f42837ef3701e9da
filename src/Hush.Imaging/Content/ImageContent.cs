using Hush.Imaging.Files;
using Hush.Numerics;

namespace Hush.Imaging.Content;

/// <summary>
/// What an image shows, apart from how its file holds it: values on the scale where 1 is white, one channel where red, green and blue are equal, and NaN where there is nothing to see: missing data (NaN,
/// infinite, outliers) and the hidden colors of clear pixels. A clean version of it can be brought back into the image's form.
/// </summary>
internal sealed class ImageContent : IDisposable
{
    private const float GrayTolerance = 1f / 255;      // noise of its own in each channel, if worth removing, makes larger differences
    private const float Doubtful = 100;

    private readonly Image _image;
    private readonly FloatRange _range;
    private readonly bool _isGrayInColor;
    private readonly Tensor? _own;
    private bool _hasGaps;

    /// <summary>Looks at an image, which has to outlive this. Pixels are copied only where they differ from the image's.</summary>
    public ImageContent(Image image)
    {
        (_image, _range) = (image, image.FloatRange);
        _isGrayInColor = IsGrayInColor(image);
        Outliers = CountOutliers();
        if (_hasGaps || _isGrayInColor || _range.White != 1)
            _own = Copy();
    }

    /// <summary>[1, H, W, 1 or 3].</summary>
    public Tensor Pixels => _own ?? _image.Pixels;

    /// <summary>Finite values that are taken for missing data.</summary>
    public int Outliers { get; }

    /// <summary>Bytes that cleaning takes at most for pixels: the image, this, the clean pixels, and the result.</summary>
    public long Bytes => sizeof(float) * ((2 * _image.Pixels.Shape.Count) + (_own is { } own ? (_hasGaps ? 3 : 2) * own.Shape.Count : 0));

    /// <summary>What a person should know of it, a sentence each.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            var notes = new List<string>();
            if (_range.White != 1)
                notes.Add($"Values reach {_range.Largest:G4}, where 1 is white. {_range.White} is taken for white: sigma counts on the scale where that is 255, and the result keeps the scale of the file.");
            else if (_range.Largest > Doubtful)
                notes.Add($"Values reach {_range.Largest:G4}, where 1 is white. Most are low, so these are taken for highlights. If 255 or 65535 is meant to be white, divide all values by that.");
            if (Outliers > 0)
                notes.Add($"{Outliers} of the values are far outside the range of all others. They are taken for missing data and stay as they are.");
            return notes;
        }
    }

    /// <summary>Whether an image is gray though it has three channels: at every pixel that is seen they differ by at most one step of 8 bits.</summary>
    public static bool IsGrayInColor(Image image)
    {
        if (image.Channels == 1)
            return false;
        ReadOnlySpan<float> pixels = image.Pixels.Span;
        float tolerance = GrayTolerance * 1.001f * image.FloatRange.White;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            float red = pixels[i], green = pixels[i + 1], blue = pixels[i + 2];
            bool isEqual = (Math.Abs(red - green) <= tolerance && Math.Abs(blue - green) <= tolerance) || !(float.IsFinite(red) || float.IsFinite(green) || float.IsFinite(blue));
            if (!isEqual && !image.IsClear(i / 3))
                return false;
        }

        return true;
    }

    /// <summary>Fills what is NaN with what lies around it.</summary>
    public void FillGaps()
    {
        var (_, height, width, channels) = Pixels.Shape;
        if (_hasGaps)
            GapFilling.Fill(Pixels.Span, height, width, channels);
    }

    /// <summary>The image's pixels with the clean content: what is no content stays, and so do the differences between the channels of a gray image.</summary>
    /// <param name="clean">Of the shape of <see cref="Pixels"/>. It is returned itself where that will do.</param>
    public Tensor Restore(Tensor clean)
    {
        if (_own is null)
            return clean;
        Tensor result = _isGrayInColor ? new Tensor(_image.Pixels.Shape) : clean;
        ReadOnlySpan<float> noisy = _image.Pixels.Span, from = clean.Span;
        Span<float> to = result.Span;
        int channels = _image.Channels;
        for (int i = 0; i < to.Length; i++)
        {
            int pixel = i / channels;
            float shift = _isGrayInColor ? noisy[i] - noisy[(pixel * channels) + 1] : 0;
            to[i] = IsGap(pixel, noisy[i]) ? noisy[i] : (from[_isGrayInColor ? pixel : i] * _range.White) + shift;
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _own?.Dispose();

    private bool IsGap(int pixel, float value) => !_range.Contains(value) || _image.IsClear(pixel);

    private int CountOutliers()
    {
        int count = 0;
        if (!_image.IsFloat && !_image.HasAlpha)
            return count;
        ReadOnlySpan<float> pixels = _image.Pixels.Span;
        for (int i = 0; i < pixels.Length; i++)
        {
            if (!IsGap(i / _image.Channels, pixels[i]))
                continue;
            _hasGaps = true;
            count += float.IsFinite(pixels[i]) && !_range.Contains(pixels[i]) ? 1 : 0;
        }

        return count;
    }

    private Tensor Copy()
    {
        ReadOnlySpan<float> from = _image.Pixels.Span;
        int step = _isGrayInColor ? 3 : 1, first = _isGrayInColor ? 1 : 0, channels = _image.Channels;
        var content = new Tensor(_isGrayInColor ? _image.Pixels.Shape with { C = 1 } : _image.Pixels.Shape);
        Span<float> to = content.Span;
        for (int i = 0; i < to.Length; i++)
        {
            float value = from[(i * step) + first];
            to[i] = IsGap(((i * step) + first) / channels, value) ? float.NaN : value / _range.White;
        }

        return content;
    }
}
