using Hush.Imaging.Estimation;
using Hush.Imaging.Noise;
using Hush.Numerics;

namespace Hush.Denoising;

/// <summary>
/// Tells fine texture that passed for noise from noise: patches know correlation and variance alone, a model knows what images look like.
/// How well stands in <c>docs/decisions/0010-noise-level-from-one-image.md</c>.
/// </summary>
internal static class TextureOrNoise
{
    /// <summary>
    /// Parts of the patches' level between which the model's may lie. Above, the two agree well enough. Where the model finds less still
    /// likelier than the lowest, no white noise explains the image, as where JPEG left it, and it has nothing to say.
    /// </summary>
    private static readonly double[] Bounds = [0.75, 1.0 / 3];

    /// <summary>The same where hardly any patches speak for their level.</summary>
    private static readonly double[] BoundsWhereFew = [0.9, 1.0 / 3, 0.1];

    /// <summary>
    /// The patches' estimate, or, where it may be texture and the model is sure of that, one of the level that the model finds likeliest.
    /// </summary>
    /// <param name="ofPatches">What the patches say.</param>
    /// <param name="noisy">The image, [1, H, W, C].</param>
    /// <param name="model">A model that is told the level.</param>
    /// <param name="cancellation">Ends the work after some rows.</param>
    public static NoiseEstimate Tell(NoiseEstimate ofPatches, Tensor noisy, TiledModel model, CancellationToken cancellation)
    {
        if (ofPatches is not { MayBeTexture: true, Level: { } level } || !Knows(model, noisy.Shape, level))
            return ofPatches;
        using var likelihood = new LevelLikelihood(model, noisy, cancellation);
        double[] bounds = ofPatches.PlainShare < NoiseEstimate.VeryFew ? BoundsWhereFew : Bounds;
        if (Likeliest(likelihood.Pull, [.. bounds.Select(bound => bound * level.Sigma)]) is not { } likeliest)
            return ofPatches;
        NoiseLevel? Scaled(NoiseLevel? channel) => channel is { } given ? NoiseLevel.FromPixelScale(given.Sigma * likeliest / level.Sigma) : null;
        return ofPatches with
        {
            Level = NoiseLevel.FromPixelScale(likeliest),
            Channels = [.. ofPatches.Channels.Select(Scaled)],
            Confidence = EstimateConfidence.Low,
            Reason = $"The estimated noise of sigma {level.Bytes:0.0} looks to the model like fine texture with noise of sigma " +
                $"{likeliest * 255:0.0}. If noise remains, use a higher sigma.",
            MayBeTexture = false,
        };
    }

    /// <summary>
    /// Whether a model was trained for gaussian noise of such levels, not clipped, in images of such channels: a color model takes a gray
    /// image's noise for that of three channels that share it.
    /// </summary>
    private static bool Knows(TiledModel model, Shape image, NoiseLevel level) =>
        model.Card is { IsToldNoise: true, Noise: { Kind: NoiseKind.Gaussian, Clip: false, Sigma: { } trained } } &&
        image.C >= model.Network.Channels && trained.Low <= level.Bytes * BoundsWhereFew[^1] && trained.High >= level.Bytes * BoundsWhereFew[0];

    /// <summary>
    /// Where the likelihood has its peak, by two steps of false position in log sigma between the first two bounds that enclose it; null if
    /// none do.
    /// </summary>
    /// <param name="pull">Above 0 where higher levels are likelier than the one it is given, below 0 where lower ones are.</param>
    /// <param name="bounds">Levels above 0, falling; at least one.</param>
    internal static double? Likeliest(Func<double, double> pull, ReadOnlySpan<double> bounds)
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

    /// <summary>Where a line through (log low, lowPull &gt;= 0) and (log high, highPull &lt; 0) crosses 0.</summary>
    private static double Between(double low, double lowPull, double high, double highPull) =>
        low * Math.Pow(high / low, lowPull / (lowPull - highPull));
}
