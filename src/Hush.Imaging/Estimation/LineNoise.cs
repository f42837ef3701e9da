using System.Runtime.CompilerServices;

namespace Hush.Imaging.Estimation;

/// <summary>
/// Row and column noise of scanners and sensors: all pixels of a line are too bright or too dark by the same amount. Lines of an object
/// end somewhere, while these cross the whole image. Bands far apart therefore show the same differences between adjacent lines.
/// </summary>
internal static class LineNoise
{
    private const int Bands = 6, BandLength = 32, MaxLines = 2048, MinLines = 32;
    private const double Agreeing = 0.7;        // fraction of equal signs; 0.5 by chance, 0.7 at a correlation of 0.6
    private const double Visible = 1.0 / 255;
    private const double Gaussian = 0.6745;     // median(|z|) of normal z

    /// <summary>
    /// Standard deviation of the line offsets on the [0, 1] scale; 0 if there is no line noise or the image is too small.
    /// </summary>
    /// <param name="image">[1, H, W, C]. Of color images, only green is used.</param>
    /// <param name="shape">The shape of the image.</param>
    /// <param name="columns">Whether to test columns instead of rows.</param>
    public static double Of(ReadOnlySpan<float> image, Shape shape, bool columns)
    {
        var (_, height, width, channels) = shape;
        int lines = Math.Min(columns ? width : height, MaxLines) - 1, length = columns ? height : width;
        int across = columns ? channels : width * channels, along = columns ? width * channels : channels;
        int rows = Math.Min(BandLength, length / (2 * Bands));
        if (lines < MinLines || rows < 4)
            return 0;
        var differences = new float[Bands][];
        for (int band = 0; band < Bands; band++)
        {
            int first = (int)((long)(length - rows) * band / (Bands - 1));
            differences[band] = Differences(image[((first * along) + (channels / 2))..], lines, rows, across, along);

            // Most images have no line noise and are done after two bands.
            if (!AgreesWithAll(differences, band))
                return 0;
        }

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

    /// <summary>The median difference between adjacent lines over a band, minus the median over all lines, which removes slopes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
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

        float middle = Median((float[])differences.Clone());
        for (int i = 0; i < lines; i++)
            differences[i] -= middle;
        return differences;
    }

    /// <summary>Whether a band agrees with each earlier band in the signs of most differences.</summary>
    private static bool AgreesWithAll(float[][] differences, int band)
    {
        float[] own = differences[band];
        for (int other = 0; other < band; other++)
        {
            int same = 0;
            for (int i = 0; i < own.Length; i++)
                same += differences[other][i] * own[i] > 0 ? 1 : 0;
            if (same < Agreeing * own.Length)
                return false;
        }

        return true;
    }

    /// <summary>Returns the median and reorders the values (quickselect: Hoare, CACM 4(7), 1961).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    private static float Median(Span<float> values)
    {
        int middle = values.Length / 2, low = 0, high = values.Length - 1;
        while (low < high)
        {
            float pivot = values[middle];
            int left = low, right = high;
            while (left <= right)
            {
                while (values[left] < pivot)
                    left++;
                while (pivot < values[right])
                    right--;
                if (left > right)
                    break;
                (values[left], values[right]) = (values[right], values[left]);
                left++;
                right--;
            }

            if (right < middle)
                low = left;
            if (middle < left)
                high = right;
        }

        return values[middle];
    }
}
