namespace Hush.Imaging.Estimation;

/// <summary>Grain size of noise.</summary>
internal enum GrainSize
{
    /// <summary>Pixel-sized: the correlation of neighbors is below 0.25.</summary>
    Fine,

    /// <summary>The correlation of neighbors is 0.25 to 0.5.</summary>
    Medium,

    /// <summary>Blotches of several pixels: the correlation of neighbors is 0.5 or more.</summary>
    Coarse,
}

/// <summary>The noise that a model found in a photograph, in a photographer's terms.</summary>
/// <param name="Level">Standard deviation over all channels.</param>
/// <param name="AtMidGray">Root mean square where the brightness of the clean image is 0.35 to 0.65, or the standard deviation over all
/// pixels if less than 2% are.</param>
/// <param name="Grain">Grain size.</param>
internal sealed record FoundNoise(NoiseLevel Level, NoiseLevel AtMidGray, GrainSize Grain)
{
    private const double FewMidGray = 0.02, Dark = 0.35, Bright = 0.65;
    private const double MinMedium = 0.25, MinCoarse = 0.5;

    /// <summary>Measures the difference between two images.</summary>
    /// <param name="noisy">The noisy image, [1, H, W, C].</param>
    /// <param name="clean">The denoised image, [1, H, W, C].</param>
    /// <param name="image">The shape of both images.</param>
    /// <param name="white">The value of white.</param>
    /// <exception cref="ShapeException">The length of a span does not match the shape, or the shape has more than one image.</exception>
    public static FoundNoise Of(ReadOnlySpan<float> noisy, ReadOnlySpan<float> clean, Shape image, float white = 1)
    {
        var all = ResidualStatistics.Of(noisy, clean, image, white);
        double squares = 0;
        long count = 0;
        for (int i = 0; i < clean.Length; i += image.C)
        {
            double brightness = 0;
            for (int c = 0; c < image.C; c++)
                brightness += clean[i + c];
            if (!(brightness >= Dark * white * image.C && brightness <= Bright * white * image.C))
                continue;
            for (int c = 0; c < image.C; c++)
            {
                double removed = ResidualStatistics.Removed(noisy[i + c], clean[i + c]);
                squares += removed * removed;
            }

            count += image.C;
        }

        double middle = count >= FewMidGray * clean.Length && count > 0 ? Math.Sqrt(squares / count) / white * 255 : all.Sigma;
        double neighbors = (all.Correlation.Horizontal + all.Correlation.Vertical) / 2;
        return new FoundNoise(
            NoiseLevel.FromByteScale(Math.Min(255, all.Sigma)),
            NoiseLevel.FromByteScale(Math.Min(255, middle)),
            neighbors < MinMedium ? GrainSize.Fine : neighbors < MinCoarse ? GrainSize.Medium : GrainSize.Coarse);
    }
}
