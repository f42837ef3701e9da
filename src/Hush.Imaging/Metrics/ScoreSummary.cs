using System.Text.Json.Serialization;

namespace Hush.Imaging.Metrics;

/// <summary>Mean and spread of the scores of many images. Infinity is <c>null</c> in JSON, which has no such number.</summary>
public sealed record ScoreSummary
{
    /// <summary>Mean of the images' PSNRs in dB; +infinity as soon as one image is perfect.</summary>
    [JsonPropertyName("psnr_mean"), JsonConverter(typeof(InfinityAsNull))]
    public required double PsnrMean { get; init; }

    /// <summary>PSNR of the mean of the images' mean squared errors, in dB; never above the mean of the PSNRs.</summary>
    [JsonPropertyName("psnr_of_mean_mse"), JsonConverter(typeof(InfinityAsNull))]
    public required double PsnrOfMeanMse { get; init; }

    /// <summary>Population standard deviation of the images' PSNRs in dB; <c>null</c> where one of them is infinite.</summary>
    [JsonPropertyName("psnr_std")]
    public required double? PsnrStd { get; init; }

    /// <summary>Mean SSIM of the images that have one; <c>null</c> where all are under 11 pixels.</summary>
    [JsonPropertyName("ssim_mean")]
    public required double? SsimMean { get; init; }

    /// <summary>Population standard deviation of the same SSIMs.</summary>
    [JsonPropertyName("ssim_std")]
    public required double? SsimStd { get; init; }

    /// <summary>The summary of the given images.</summary>
    /// <param name="scores">At least one image.</param>
    /// <exception cref="ArgumentException">There is no image, or an image's score is NaN.</exception>
    public static ScoreSummary Of(ReadOnlySpan<ImageScore> scores)
    {
        if (scores.IsEmpty)
            throw new ArgumentException("A score summary needs at least 1 image, got 0. Check the data set's limit.");
        var psnr = new List<double>(scores.Length);
        var ssim = new List<double>(scores.Length);
        double mse = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i].Psnr) || scores[i].Ssim is double.NaN)
            {
                throw new ArgumentException(
                    $"Image {i} of {scores.Length} has no score: its estimate or its reference holds NaN. " +
                    "Look at the network's output; weights that are not finite are the usual cause.");
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
