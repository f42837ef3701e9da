namespace Hush.Imaging.Metrics;

/// <summary>Validates two images passed as spans.</summary>
internal static class Spans
{
    /// <exception cref="ShapeException">The length of a span does not match the shape, or the shape holds more than one
    /// image.</exception>
    internal static void EnsureMatch(string name, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Shape image)
    {
        if (image.N != 1)
            throw new ShapeException($"{name} works on one image, [1, H, W, C], but the shape is {image}. Call it once per image.");
        if (a.Length != image.Count || b.Length != image.Count)
        {
            throw new ShapeException(
                $"{name} needs two spans of {image.Count} values for an image {image}, but they hold {a.Length} and {b.Length}. " +
                "Pass the shape of both.");
        }
    }
}
