using Hush.Numerics;

namespace Hush.Imaging.Files;

/// <summary>Receives decoded rows and becomes an image; disposed before that, it frees its pixels.</summary>
/// <param name="shape">[1, H, W, colour channels], checked against the limits.</param>
/// <param name="hasAlpha">The samples of a pixel are its colours and then its alpha.</param>
/// <param name="bitDepth">8 or 16.</param>
/// <param name="white">The sample that means 1.</param>
internal sealed class ImageBuilder(Shape shape, bool hasAlpha, int bitDepth, int white) : IDisposable
{
    private readonly ushort[]? _alpha = hasAlpha ? new ushort[shape.H * shape.W] : null;
    private Tensor? _pixels = new(shape);

    /// <summary>Samples of one pixel.</summary>
    public int SamplesPerPixel { get; } = shape.C + (hasAlpha ? 1 : 0);

    /// <summary>Sets the pixels x, x + step, x + 2 step, ... of row y.</summary>
    public void Place(int y, int x, int step, ReadOnlySpan<ushort> samples)
    {
        Span<float> row = _pixels!.Span.Slice(y * shape.W * shape.C, shape.W * shape.C);
        if (_alpha is null && step == 1)
        {
            SampleBits.ToValues(samples, white, row);
            return;
        }

        for (int i = 0; i < samples.Length; i += SamplesPerPixel, x += step)
        {
            for (int c = 0; c < shape.C; c++)
                row[(x * shape.C) + c] = samples[i + c] / (float)white;
            if (_alpha is not null)
                _alpha[(y * shape.W) + x] = samples[i + shape.C];
        }
    }

    /// <summary>The image, which now owns the pixels.</summary>
    public Image Finish()
    {
        var image = new Image(_pixels!, bitDepth, _alpha);
        _pixels = null;
        return image;
    }

    public void Dispose() => _pixels?.Dispose();
}
