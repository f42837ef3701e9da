namespace Hush.Imaging.Datasets.Formats;

/// <summary>Converts integer samples to pixels in [0, 1]: 0 maps to 0 and the largest value exactly to 1.</summary>
internal static class ByteScale
{
    private static readonly float[] Pixel = [.. Enumerable.Range(0, 256).Select(value => value / 255f)];

    /// <summary>pixel = value / 255.</summary>
    public static void ToPixels(ReadOnlySpan<byte> values, Span<float> pixels)
    {
        float[] table = Pixel;
        for (int i = 0; i < values.Length; i++)
            pixels[i] = table[values[i]];
    }

    /// <summary>pixel = value / 65535.</summary>
    public static void ToPixels(ReadOnlySpan<ushort> values, Span<float> pixels)
    {
        for (int i = 0; i < values.Length; i++)
            pixels[i] = values[i] / 65535f;
    }
}
