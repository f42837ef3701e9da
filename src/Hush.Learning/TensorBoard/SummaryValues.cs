using Google.Protobuf;
using Hush.Learning.TensorBoard.Messages;

namespace Hush.Learning.TensorBoard;

/// <summary>The values of a summary: scalars, images, histograms.</summary>
internal static class SummaryValues
{
    private const int Buckets = 30;

    /// <summary>Adds a number. Numbers that are not finite were not measured and are left out.</summary>
    public static void AddScalar(this Summary summary, string tag, double value)
    {
        if (double.IsFinite(value))
            summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
    }

    /// <summary>Adds an image.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="tag">The name of the image.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">1 for gray, 3 for RGB.</param>
    /// <param name="png">The image as a PNG file.</param>
    public static void AddImage(this Summary summary, string tag, int height, int width, int channels, byte[] png)
    {
        var image = new Summary.Types.Image
        {
            Height = height, Width = width, Colorspace = channels, EncodedImageString = ByteString.CopyFrom(png),
        };
        summary.Value.Add(new Summary.Types.Value { Tag = tag, Image = image });
    }

    /// <summary>Adds a histogram of the finite values, in buckets of equal width; nothing if there are none.</summary>
    public static void AddHistogram(this Summary summary, string tag, ReadOnlySpan<float> values)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0, squares = 0;
        long count = 0;
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                continue;
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
            (sum, squares, count) = (sum + value, squares + ((double)value * value), count + 1);
        }

        if (count == 0)
            return;
        int buckets = max > min ? Buckets : 1;
        double width = (max - min) / buckets;
        double[] counts = new double[buckets];
        foreach (float value in values)
        {
            if (float.IsFinite(value))
                counts[width > 0 ? Math.Min((int)((value - min) / width), buckets - 1) : 0]++;
        }

        var histogram = new HistogramProto { Min = min, Max = max, Num = count, Sum = sum, SumSquares = squares };
        histogram.BucketLimit.AddRange(Enumerable.Range(1, buckets).Select(i => i == buckets ? max : min + (i * width)));
        histogram.Bucket.AddRange(counts);
        summary.Value.Add(new Summary.Types.Value { Tag = tag, Histo = histogram });
    }
}
