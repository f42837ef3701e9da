using Hush.Imaging.Metrics;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// A Bayer color filter array (US patent 3,971,065): one color per pixel, in squares of 2x2 with red, blue and two greens on a
/// diagonal. The position of red selects one of the four variants.
/// </summary>
/// <param name="RedRow">Row of red in the square, 0 or 1.</param>
/// <param name="RedColumn">Column of red in the square, 0 or 1.</param>
internal readonly record struct BayerMosaic(int RedRow, int RedColumn)
{
    /// <summary>Pixels beyond the border that the demosaicing filters read.</summary>
    public const int Border = 2;

    /// <summary>The channel at a position: 0 red, 1 green, 2 blue.</summary>
    public int ChannelAt(int row, int column) => (row + RedRow) % 2 + ((column + RedColumn) % 2);

    /// <summary>Samples one channel per pixel from a color image.</summary>
    public void Sample(Planes scene, Span<float> raw)
    {
        for (int y = 0; y < scene.Height; y++)
        {
            int start = y * scene.Width;
            Span<float> even = scene[ChannelAt(y, 0)].Slice(start, scene.Width), odd = scene[ChannelAt(y, 1)].Slice(start, scene.Width);
            Span<float> row = raw.Slice(start, scene.Width);
            for (int x = 0; x < row.Length; x++)
                row[x] = (x % 2 == 0 ? even : odd)[x];
        }
    }

    /// <summary>
    /// Copies the mosaic with a border of <see cref="Border"/> pixels. Mirroring without repeating the edge pixel
    /// continues the color pattern.
    /// </summary>
    public static void Pad(ReadOnlySpan<float> raw, int height, int width, Span<float> padded)
    {
        int wide = width + (2 * Border);
        for (int y = -Border; y < height + Border; y++)
        {
            ReadOnlySpan<float> from = raw.Slice(GaussianFilter.Reflect(y, height) * width, width);
            Span<float> to = padded.Slice((y + Border) * wide, wide);
            from.CopyTo(to[Border..]);
            for (int x = 1; x <= Border; x++)
            {
                to[Border - x] = from[GaussianFilter.Reflect(-x, width)];
                to[Border + width - 1 + x] = from[GaussianFilter.Reflect(width - 1 + x, width)];
            }
        }
    }
}
