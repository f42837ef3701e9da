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

/// <summary>Bilinear demosaicing: a missing color is the mean of the two or four nearest pixels of that color.</summary>
internal readonly struct BilinearDemosaicing : IDemosaicingFilter
{
    public static (float FromRow, float FromColumn) AtGreen(in MosaicWindow window) => (window.Across / 2, window.Down / 2);

    public static (float Green, float Opposite) AtColor(in MosaicWindow window) =>
        ((window.Across + window.Down) / 4, window.Diagonal / 4);
}

/// <summary>
/// Bilinear interpolation with a correction by the Laplacian of the pixel's own color: the 5x5 linear filters of Malvar, He and Cutler,
/// High-Quality Linear Interpolation for Demosaicing of Bayer-Patterned Color Images, ICASSP 2004, figure 2.
/// </summary>
internal readonly struct MalvarDemosaicing : IDemosaicingFilter
{
    public static (float FromRow, float FromColumn) AtGreen(in MosaicWindow window)
    {
        float common = (5 * window.Own) - window.Diagonal;
        return (
            (common + (4 * window.Across) - window.FarAcross + (0.5f * window.FarDown)) / 8,
            (common + (4 * window.Down) - window.FarDown + (0.5f * window.FarAcross)) / 8);
    }

    public static (float Green, float Opposite) AtColor(in MosaicWindow window)
    {
        float far = window.FarAcross + window.FarDown;
        return (
            ((4 * window.Own) + (2 * (window.Across + window.Down)) - far) / 8,
            ((6 * window.Own) + (2 * window.Diagonal) - (1.5f * far)) / 8);
    }
}
