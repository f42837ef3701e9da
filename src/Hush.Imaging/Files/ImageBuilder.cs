namespace Hush.Imaging.Files;

/// <summary>Builds an image from decoded rows. If disposed before <see cref="Finish"/>, it frees the pixels.</summary>
/// <param name="shape">[1, H, W, color channels], already checked against the limits.</param>
/// <param name="hasAlpha">Each pixel has an alpha sample after its colors.</param>
/// <param name="bitDepth">8, 16, or 32 for floats.</param>
/// <param name="white">The sample value of white; ignored for floats.</param>
internal sealed class ImageBuilder(Shape shape, bool hasAlpha, int bitDepth, int white) : IDisposable
{
    private readonly AlphaPlane? _alpha = hasAlpha ? AlphaPlane.Of(shape.H * shape.W, bitDepth) : null;
    private Tensor? _pixels = new(shape);

    public int SamplesPerPixel { get; } = shape.C + (hasAlpha ? 1 : 0);

    /// <summary>Sets the pixels x, x + step, x + 2 step, ... of row y.</summary>
    public void Place(int y, int x, int step, ReadOnlySpan<ushort> samples)
    {
        Span<float> row = Row(y);
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
                _alpha.Whole![(y * shape.W) + x] = samples[i + shape.C];
        }
    }

    /// <summary>Sets row y of a float image.</summary>
    public void Place(int y, ReadOnlySpan<float> samples)
    {
        Span<float> row = Row(y);
        if (_alpha is null)
        {
            samples.CopyTo(row);
            return;
        }

        for (int x = 0; x < shape.W; x++)
        {
            ReadOnlySpan<float> pixel = samples.Slice(x * SamplesPerPixel, SamplesPerPixel);
            pixel[..shape.C].CopyTo(row[(x * shape.C)..]);
            _alpha.Floats![(y * shape.W) + x] = pixel[shape.C];
        }
    }

    /// <summary>Returns the image, which takes ownership of the pixels.</summary>
    public Image Finish(ImageMetadata metadata, IReadOnlyList<string> notes)
    {
        if (metadata.ProfileProblem(shape.C) is { } problem)
        {
            metadata = metadata with { Icc = default };
            notes = [.. notes, problem];
        }

        var image = new Image(_pixels!, bitDepth, _alpha, metadata, notes);
        _pixels = null;
        return image;
    }

    public void Dispose() => _pixels?.Dispose();

    private Span<float> Row(int y) => _pixels!.Span.Slice(y * shape.W * shape.C, shape.W * shape.C);
}
