using Hush.Imaging.Noise;

namespace Hush.Denoising;

/// <summary>
/// Distinguishes fine texture from noise. Patch statistics see only variance and correlation, while a model has learned what images
/// look like. Accuracy: <c>docs/decisions/0010-noise-level-from-one-image.md</c>.
/// </summary>
internal static class TextureOrNoise
{
    /// <summary>
    /// Bounds for the model's level, relative to the patches' level. Above the first, the two agree well enough. If the likelihood
    /// peaks below the last, no white noise explains the image (for example after JPEG compression) and the model's level is not used.
    /// </summary>
    private static readonly double[] Bounds = [0.75, 1.0 / 3];

    /// <summary>Bounds if hardly any patches support their estimate.</summary>
    private static readonly double[] BoundsWhereFew = [0.9, 1.0 / 3, 0.1];

    /// <summary>
    /// Returns the patches' estimate or, if that may be texture and the model clearly finds a lower level more likely, an
    /// estimate with that level.
    /// </summary>
    /// <param name="patchEstimate">The estimate from patches.</param>
    /// <param name="noisy">The image, [1, H, W, C].</param>
    /// <param name="model">The model.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static NoiseEstimate Resolve(NoiseEstimate patchEstimate, Tensor noisy, TiledModel model, CancellationToken cancellation)
    {
        if (patchEstimate is not { MayBeTexture: true, Level: { } level } || !IsTrainedFor(model, noisy.Shape, level))
            return patchEstimate;
        using var likelihood = new LevelLikelihood(model, noisy, cancellation);
        double[] bounds = patchEstimate.PlainShare < NoiseEstimate.VeryFew ? BoundsWhereFew : Bounds;
        if (FindMaximum(likelihood.Slope, [.. bounds.Select(bound => bound * level.Sigma)]) is not { } likeliest)
            return patchEstimate;
        NoiseLevel? Scaled(NoiseLevel? channel) =>
            channel is { } given ? NoiseLevel.FromPixelScale(given.Sigma * likeliest / level.Sigma) : null;
        return patchEstimate with
        {
            Level = NoiseLevel.FromPixelScale(likeliest),
            Channels = [.. patchEstimate.Channels.Select(Scaled)],
            Confidence = EstimateConfidence.Low,
            Reason = $"The estimated noise of sigma {level.Bytes:0.0} looks to the model like fine texture with noise of sigma " +
                $"{likeliest * 255:0.0}. If noise remains, use a higher sigma.",
            MayBeTexture = false,
        };
    }

    /// <summary>
    /// Whether the model was trained on unclipped Gaussian noise of these levels, in images of these channels. A color model would see
    /// the noise of a gray image as shared by its three channels.
    /// </summary>
    private static bool IsTrainedFor(TiledModel model, Shape image, NoiseLevel level) =>
        model.Card is { TakesNoiseLevel: true, Noise: { Kind: NoiseKind.Gaussian, Clip: false, Sigma: { } trained } } &&
        image.C >= model.Network.Channels && trained.Low <= level.Bytes * BoundsWhereFew[^1]
            && trained.High >= level.Bytes * BoundsWhereFew[0];

    /// <summary>
    /// Finds the level with the maximum likelihood: two steps of the false position method in log sigma, between the first two bounds
    /// that bracket it. Returns null if none do.
    /// </summary>
    /// <param name="pull">Positive at levels where the likelihood increases with the level, negative where it decreases.</param>
    /// <param name="bounds">Levels greater than 0, in descending order; at least one.</param>
    internal static double? FindMaximum(Func<double, double> pull, ReadOnlySpan<double> bounds)
    {
        double high = bounds[0], highPull = pull(high);
        if (highPull >= 0)
            return null;
        foreach (double low in bounds[1..])
        {
            double lowPull = pull(low);
            if (lowPull >= 0)
            {
                double between = Between(low, lowPull, high, highPull), betweenPull = pull(between);
                return betweenPull < 0 ? Between(low, lowPull, between, betweenPull) : Between(between, betweenPull, high, highPull);
            }

            (high, highPull) = (low, lowPull);
        }

        return null;
    }

    /// <summary>The zero of the line through (log low, lowPull &gt;= 0) and (log high, highPull &lt; 0).</summary>
    private static double Between(double low, double lowPull, double high, double highPull) =>
        low * Math.Pow(high / low, lowPull / (lowPull - highPull));
}
