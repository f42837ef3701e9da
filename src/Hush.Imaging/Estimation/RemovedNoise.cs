using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;
using Hush.Numerics;

namespace Hush.Imaging.Estimation;

/// <summary>How large the grains of noise are.</summary>
public enum GrainSize
{
    /// <summary>From pixel to pixel: neighbors correlate by less than a quarter.</summary>
    Fine,

    /// <summary>Neighbors correlate by a quarter to a half.</summary>
    Medium,

    /// <summary>Blotches of several pixels.</summary>
    Coarse,
}

/// <summary>The noise that was removed from a photograph, in terms that photographers use.</summary>
/// <param name="Level">Its deviation over all channels.</param>
/// <param name="AtMidGray">Its deviation where the clean image has a brightness of 0.35 to 0.65; of all pixels where fewer than 1 in 50
/// have.</param>
/// <param name="Grain">How large its grains are.</param>
public sealed record RemovedNoise(NoiseLevel Level, NoiseLevel AtMidGray, GrainSize Grain)
{
    private const double FewMidGray = 0.02, Dark = 0.35, Bright = 0.65;
    private const double LeastMedium = 0.25, LeastCoarse = 0.5;

    /// <summary>The noise between two images.</summary>
    /// <param name="noisy">Before, [1, H, W, C].</param>
    /// <param name="clean">After, as many values.</param>
    /// <param name="image">The extents of both.</param>
    /// <exception cref="ShapeException">A span is not as long as the shape says, or the shape holds more than one image.</exception>
    public static RemovedNoise Of(ReadOnlySpan<float> noisy, ReadOnlySpan<float> clean, Shape image)
    {
        var all = ResidualStatistics.Of(noisy, clean, image);
        double squares = 0;
        long count = 0;
        for (int i = 0; i < clean.Length; i += image.C)
        {
            double brightness = 0;
            for (int c = 0; c < image.C; c++)
                brightness += clean[i + c];
            if (!(brightness >= Dark * image.C && brightness <= Bright * image.C))
                continue;
            for (int c = 0; c < image.C; c++)
            {
                double removed = ResidualStatistics.Removed(noisy[i + c], clean[i + c]);
                squares += removed * removed;
            }

            count += image.C;
        }

        double middle = count >= FewMidGray * clean.Length && count > 0 ? Math.Sqrt(squares / count) * 255 : all.Sigma;
        double neighbors = (all.Correlation.Beside + all.Correlation.Below) / 2;
        return new RemovedNoise(
            NoiseLevel.FromByteScale(Math.Min(255, all.Sigma)),
            NoiseLevel.FromByteScale(Math.Min(255, middle)),
            neighbors < LeastMedium ? GrainSize.Fine : neighbors < LeastCoarse ? GrainSize.Medium : GrainSize.Coarse);
    }
}
