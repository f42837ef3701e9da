namespace Hush.Imaging.Noise.Camera;

/// <summary>A pixel of a mosaic and the sums of its neighbors.</summary>
/// <param name="Own">The pixel itself.</param>
/// <param name="Across">Sum of the left and right neighbors.</param>
/// <param name="Down">Sum of the neighbors above and below.</param>
/// <param name="Diagonal">Sum of the four diagonal neighbors.</param>
/// <param name="FarAcross">Sum of the two pixels at distance 2 in the row.</param>
/// <param name="FarDown">Sum of the two pixels at distance 2 in the column.</param>
internal readonly record struct MosaicWindow(
    float Own, float Across, float Down, float Diagonal, float FarAcross, float FarDown);

/// <summary>The interpolation filters of a demosaicing method.</summary>
internal interface IDemosaicingFilter
{
    /// <summary>At a green pixel: the color of its neighbors in the row, and of those in the column.</summary>
    static abstract (float FromRow, float FromColumn) AtGreen(in MosaicWindow window);

    /// <summary>At a red or blue pixel: green, and blue or red.</summary>
    static abstract (float Green, float Opposite) AtColor(in MosaicWindow window);
}

/// <summary>Interpolates the two missing colors of each pixel.</summary>
internal static class Demosaicing
{
    /// <param name="padded">The mosaic with the border from <see cref="BayerMosaic.Pad"/>.</param>
    /// <param name="mosaic">The color pattern.</param>
    /// <param name="rgb">Receives the colors.</param>
    public static void Apply<TFilter>(ReadOnlySpan<float> padded, BayerMosaic mosaic, Planes rgb)
        where TFilter : IDemosaicingFilter
    {
        int wide = rgb.Width + (2 * BayerMosaic.Border);
        for (int y = 0; y < rgb.Height; y++)
        {
            int first = y * rgb.Width, start = ((y + BayerMosaic.Border) * wide) + BayerMosaic.Border;
            Span<float> red = rgb[0].Slice(first, rgb.Width), green = rgb[1].Slice(first, rgb.Width), blue = rgb[2].Slice(first, rgb.Width);
            bool isRedInRow = (y + mosaic.RedRow) % 2 == 0;
            for (int x = 0; x < red.Length; x++)
            {
                MosaicWindow window = Around(padded, start + x, wide);
                int channel = mosaic.ChannelAt(y, x);
                if (channel == 1)
                {
                    var (fromRow, fromColumn) = TFilter.AtGreen(window);
                    (red[x], green[x], blue[x]) = isRedInRow ? (fromRow, window.Own, fromColumn) : (fromColumn, window.Own, fromRow);
                    continue;
                }

                var (middle, opposite) = TFilter.AtColor(window);
                (red[x], green[x], blue[x]) = channel == 0 ? (window.Own, middle, opposite) : (opposite, middle, window.Own);
            }
        }
    }

    private static MosaicWindow Around(ReadOnlySpan<float> padded, int at, int wide) => new(
        padded[at],
        padded[at - 1] + padded[at + 1],
        padded[at - wide] + padded[at + wide],
        padded[at - wide - 1] + padded[at - wide + 1] + padded[at + wide - 1] + padded[at + wide + 1],
        padded[at - 2] + padded[at + 2],
        padded[at - (2 * wide)] + padded[at + (2 * wide)]);
}
