namespace Hush.Imaging.Content;

/// <summary>
/// The content of an image, independent of its file representation: values on a scale where 1 is white, one channel if red, green and
/// blue are equal, and NaN for non-finite samples, outliers, and the hidden colors of fully transparent pixels. <see cref="Restore"/>
/// converts a denoised version back to the image's representation.
/// </summary>
internal sealed class ImageContent : IDisposable
{
    private const float GrayTolerance = 1f / 255;      // independent noise worth removing makes larger differences between channels
    private const float Doubtful = 100, BelowBlack = -0.25f;     // noise moves less than a tenth of the values below this

    private readonly Image _image;
    private readonly FloatRange _range;
    private readonly bool _isGrayInColor, _hasGaps, _differs;
    private readonly int _outliers;
    private Tensor? _own;

    /// <summary>Wraps an image, which must outlive this object.</summary>
    public ImageContent(Image image)
    {
        (_image, _range, _isGrayInColor) = (image, image.FloatRange, IsGrayInColor(image));
        if (image.IsFloat || image.Alpha.Contains((ushort)0))
            (_hasGaps, _outliers) = FindGaps();
        _differs = _hasGaps || _isGrayInColor || _range.White != 1;
    }

    /// <summary>[1, H, W, 1 or 3].</summary>
    public Shape Shape => _isGrayInColor ? _image.Pixels.Shape with { C = 1 } : _image.Pixels.Shape;

    /// <summary>
    /// Pixels of shape <see cref="Shape"/>: the image's own tensor if no conversion is needed, else a copy made on first access.
    /// </summary>
    public Tensor Pixels => _differs ? _own ??= Copy() : _image.Pixels;

    /// <summary>
    /// Upper bound in bytes for all pixel buffers during denoising: the image, this copy, the denoised pixels and the result.
    /// </summary>
    public long Bytes => sizeof(float) * ((2 * _image.Pixels.Shape.Count) + (_differs ? (_hasGaps ? 3 : 2) * Shape.Count : 0));

    /// <summary>True if values are missing or hidden.</summary>
    public bool HasGaps => _hasGaps;

    /// <summary>Notes for the user, one sentence each.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            var notes = new List<string>();
            if (_range.White != 1)
                notes.Add($"Values reach {_range.Largest:G4}, but 1 is white. {_range.White} is used as white: sigma is on the scale " +
                    "where that is 255, and floats keep their own scale.");
            else if (_range.Largest > Doubtful)
                notes.Add($"Values reach {_range.Largest:G4}, but 1 is white. Most are low, so these are treated as highlights. If 255 " +
                    "or 65535 is meant to be white, divide all values by that.");
            if (IsOftenNegative)
                notes.Add($"At least a tenth of the values are below {BelowBlack}, but 0 is black: they are denoised less well. Add an " +
                    "offset so that the darkest values are 0.");
            if (_outliers > 0)
                notes.Add($"{_outliers} {(_outliers == 1 ? "value is" : "values are")} far outside the range of all others: treated as " +
                    "missing data and kept.");
            return notes;
        }
    }

    /// <summary>Whether a 3-channel image is gray: at every visible pixel the channels differ by at most one 8-bit step.</summary>
    public static bool IsGrayInColor(Image image)
    {
        if (image.Channels == 1)
            return false;
        ReadOnlySpan<float> pixels = image.Pixels.Span;
        float tolerance = GrayTolerance * 1.001f * image.FloatRange.White;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            float red = pixels[i], green = pixels[i + 1], blue = pixels[i + 2];
            bool isEqual = (Math.Abs(red - green) <= tolerance && Math.Abs(blue - green) <= tolerance)
                || !(float.IsFinite(red) || float.IsFinite(green) || float.IsFinite(blue));
            if (!isEqual && !image.IsClear(i / 3))
                return false;
        }

        return true;
    }

    /// <summary>Whether a value of <see cref="Pixels"/> is missing or hidden, so that it was filled from its surroundings.</summary>
    /// <param name="index">Index in <see cref="Pixels"/>.</param>
    public bool IsFilled(int index)
    {
        if (!_hasGaps)
            return false;
        int source = _isGrayInColor ? (3 * index) + 1 : index;
        return IsGap(source / _image.Channels, _image.Pixels.Span[source]);
    }

    /// <summary>Replaces NaN with values from the surroundings.</summary>
    public void FillGaps()
    {
        var (_, height, width, channels) = Shape;
        if (_hasGaps)
            GapFilling.Fill(Pixels.Span, height, width, channels);
    }

    /// <summary>
    /// The image's pixels with the denoised content. Missing data is copied from the original, and a gray image keeps the differences
    /// between its channels.
    /// </summary>
    /// <param name="clean">Denoised pixels of shape <see cref="Shape"/>. Returned unchanged if no conversion is needed; may be
    /// overwritten.</param>
    public Tensor Restore(Tensor clean)
    {
        if (!_differs)
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

    private bool IsOftenNegative
    {
        get
        {
            long below = 0;
            ReadOnlySpan<float> pixels = _image.IsFloat ? _image.Pixels.Span : [];
            foreach (float value in pixels)
                below += value < BelowBlack * _range.White && _range.Contains(value) ? 1 : 0;
            return below > 0 && 10 * below >= pixels.Length;
        }
    }

    private bool IsGap(int pixel, float value) => !_range.Contains(value) || _image.IsClear(pixel);

    private (bool HasGaps, int Outliers) FindGaps()
    {
        bool hasGaps = false;
        int outliers = 0;
        ReadOnlySpan<float> pixels = _image.Pixels.Span;
        for (int i = 0; i < pixels.Length; i++)
        {
            if (!IsGap(i / _image.Channels, pixels[i]))
                continue;
            hasGaps = true;
            outliers += float.IsFinite(pixels[i]) && !_range.Contains(pixels[i]) ? 1 : 0;
        }

        return (hasGaps, outliers);
    }

    private Tensor Copy()
    {
        ReadOnlySpan<float> from = _image.Pixels.Span;
        int step = _isGrayInColor ? 3 : 1, first = _isGrayInColor ? 1 : 0, channels = _image.Channels;
        var content = new Tensor(Shape);
        Span<float> to = content.Span;
        for (int i = 0; i < to.Length; i++)
        {
            float value = from[(i * step) + first];
            to[i] = IsGap(((i * step) + first) / channels, value) ? float.NaN : value / _range.White;
        }

        return content;
    }
}
