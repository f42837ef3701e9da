using System.Runtime.CompilerServices;
using Hush.Numerics;

namespace Hush.Imaging.Estimation;

/// <summary>
/// Noise that whole columns or rows share, as scanners and sensors leave it: every pixel of a line is too bright or too dark by the same amount. Lines of
/// an object end somewhere; these cross the whole image, so far apart bands of it have the same differences of neighboring lines.
/// </summary>
internal static class LineNoise
{
    private const int Bands = 6, BandLength = 32, MostLines = 2048, FewestLines = 32;
    private const double Agreeing = 0.7;        // of the signs; half of them do by chance, 0.7 is a correlation of 0.6
    private const double Visible = 1.0 / 255;
    private const double Gaussian = 0.6745;     // median(|z|) of normal z

    /// <summary>The deviation of the lines on the [0, 1] scale; 0 where there is no such noise, or too little image to tell.</summary>
    /// <param name="image">[1, H, W, C]; green is looked at in color images.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="columns">Columns, or else rows.</param>
    public static double Of(ReadOnlySpan<float> image, Shape shape, bool columns)
    {
        var (_, height, width, channels) = shape;
        int lines = Math.Min(columns ? width : height, MostLines) - 1, length = columns ? height : width;
        int across = columns ? channels : width * channels, along = columns ? width * channels : channels;
        int rows = Math.Min(BandLength, length / (2 * Bands));
        if (lines < FewestLines || rows < 4)
            return 0;
        var differences = new float[Bands][];
        for (int band = 0; band < Bands; band++)
        {
            int first = (int)((long)(length - rows) * band / (Bands - 1));
            differences[band] = Differences(image[((first * along) + (channels / 2))..], lines, rows, across, along);
        }

        double agreement = Agreement(differences);
        if (!(agreement >= Agreeing))
            return 0;
        float[] size = new float[lines];
        Span<float> values = stackalloc float[Bands];
        for (int i = 0; i < lines; i++)
        {
            for (int band = 0; band < Bands; band++)
                values[band] = differences[band][i];
            size[i] = Math.Abs(Median(values));
        }

        double deviation = Median(size) / (Gaussian * Math.Sqrt(2));
        return deviation >= Visible ? deviation : 0;
    }

    /// <summary>The median difference of each line and the next, over the band's rows, less the median of them all: slopes are no noise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // run many times, but soon over
    private static float[] Differences(ReadOnlySpan<float> band, int lines, int rows, int across, int along)
    {
        float[] differences = new float[lines];
        Span<float> values = stackalloc float[rows];
        for (int i = 0; i < lines; i++)
        {
            for (int j = 0; j < rows; j++)
            {
                int at = (i * across) + (j * along);
                values[j] = band[at + across] - band[at];
            }

            differences[i] = Median(values);
        }

        float middle = Median([.. differences]);
        for (int i = 0; i < lines; i++)
            differences[i] -= middle;
        return differences;
    }

    /// <summary>The least share, over pairs of bands, of lines whose differences have the same sign.</summary>
    private static double Agreement(float[][] differences)
    {
        double least = 1;
        for (int a = 0; a < differences.Length; a++)
        {
            for (int b = a + 1; b < differences.Length; b++)
            {
                int same = 0;
                for (int i = 0; i < differences[a].Length; i++)
                    same += differences[a][i] * differences[b][i] > 0 ? 1 : 0;
                least = Math.Min(least, (double)same / differences[a].Length);
            }
        }

        return least;
    }

    /// <summary>The middle value; sorts them.</summary>
    private static float Median(Span<float> values)
    {
        values.Sort();
        return values[values.Length / 2];
    }
}
