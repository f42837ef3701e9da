using System.Text.Json.Serialization;
using Hush.Imaging.Metrics;

namespace Hush.Training;

/// <summary>Mean and standard deviation of the scores of several images. Infinity is stored as null in JSON.</summary>
public sealed record ScoreSummary
{
    /// <summary>Mean PSNR in dB; +infinity if any image is perfect.</summary>
    [JsonPropertyName("psnr_mean"), JsonConverter(typeof(InfinityAsNull))]
    public required double PsnrMean { get; init; }

    /// <summary>PSNR of the mean squared error over all images, in dB; at most <see cref="PsnrMean"/>.</summary>
    [JsonPropertyName("psnr_of_mean_mse"), JsonConverter(typeof(InfinityAsNull))]
    public required double PsnrOfMeanMse { get; init; }

    /// <summary>Population standard deviation of the PSNR in dB; null if any is infinite.</summary>
    [JsonPropertyName("psnr_std")]
    public required double? PsnrStd { get; init; }

    /// <summary>Mean SSIM of the images that have one; null if none do, because all have a side of less than 11 pixels.</summary>
    [JsonPropertyName("ssim_mean")]
    public required double? SsimMean { get; init; }

    /// <summary>Population standard deviation of the SSIM; null if <see cref="SsimMean"/> is.</summary>
    [JsonPropertyName("ssim_std")]
    public required double? SsimStd { get; init; }

    /// <summary>Summarizes the scores of images.</summary>
    /// <param name="scores">At least one score.</param>
    /// <exception cref="ArgumentException">There are no scores, or one is NaN.</exception>
    internal static ScoreSummary Of(ReadOnlySpan<ImageScore> scores)
    {
        if (scores.IsEmpty)
            throw new ArgumentException("A score summary needs at least 1 image, got 0. Check the dataset's limit.");
        var psnr = new List<double>(scores.Length);
        var ssim = new List<double>(scores.Length);
        double mse = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i].Psnr) || scores[i].Ssim is double.NaN)
            {
                throw new ArgumentException(
                    $"Image {i} of {scores.Length} has no score: its estimate or its reference contains NaN. " +
                    "Check the network's output; non-finite weights are the usual cause.");
            }

            mse += scores[i].Mse;
            psnr.Add(scores[i].Psnr);
            if (scores[i].Ssim is { } s) ssim.Add(s);
        }

        double mean = psnr.Average();
        return new ScoreSummary
        {
            PsnrMean = mean,
            PsnrOfMeanMse = Psnr.OfMse(mse / scores.Length),
            PsnrStd = double.IsFinite(mean) ? Deviation(psnr, mean) : null,
            SsimMean = ssim.Count > 0 ? ssim.Average() : null,
            SsimStd = ssim.Count > 0 ? Deviation(ssim, ssim.Average()) : null,
        };
    }

    private static double Deviation(List<double> values, double mean) => Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
}
