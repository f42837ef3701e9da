using Hush.Imaging.Content;
using Hush.Imaging.Files;
using Hush.Imaging.Noise;
using Hush.Numerics;

namespace Hush.Imaging.Estimation;

/// <summary>
/// Estimates the deviation of white Gaussian noise from one image, without its clean version: a channel at a time, from patches whose
/// only texture is noise. The same image gives the same estimate. Safe to call from any thread; about 10 MB of memory.
/// </summary>
/// <remarks>How, and how well, stands in <c>docs/decisions/0010-noise-level-from-one-image.md</c>.</remarks>
public static class NoiseEstimator
{
    /// <summary>Fewer patches than this and the confidence is low.</summary>
    private const int FewPatches = 4 * ChannelNoise.FewestPatches;

    private const float LeastTexture = 1;           // sigma on the byte scale: what is taken for less noise does no harm
    private const double FewInGray = 0.45, FewInColour = 0.1, BarelyCorrelated = 0.07;

    /// <summary>
    /// The noise of a picture, on the scale where white is 255. Missing data (NaN, infinite, far outliers) and clear pixels do not count. A picture of three equal channels has the noise of one.
    /// </summary>
    /// <inheritdoc cref="Estimate(ReadOnlySpan{float}, Shape)"/>
    public static NoiseEstimate Estimate(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var content = new ImageContent(image);
        return Estimate(content.Pixels.Span, content.Pixels.Shape);
    }

    /// <summary>The noise of an image.</summary>
    /// <param name="image">[1, H, W, C], black 0 and white 1; where values lie outside, it is taken as not clipped.</param>
    /// <param name="shape">Its extents.</param>
    /// <returns>An estimate, or the reason why there is none: images of fewer than 256 patches of 8x8 (23x23 pixels) have none, nor have
    /// those whose patches are nearly all black or white.</returns>
    /// <exception cref="ShapeException">The span is not as long as the shape says, or the shape holds more than one image.</exception>
    public static NoiseEstimate Estimate(ReadOnlySpan<float> image, Shape shape)
    {
        Metrics.Spans.Check("A noise estimate", image, image, shape);
        long patches = Math.Max(0L, shape.H - PatchCovariance.Side + 1) * Math.Max(0, shape.W - PatchCovariance.Side + 1);
        if (patches < ChannelNoise.FewestPatches)
        {
            return None(
                shape.C, $"The image of {shape.W}x{shape.H} pixels is too small for an estimate, which needs {ChannelNoise.FewestPatches} " +
                "patches of 8x8, as 23x23 pixels have. Give the noise level with sigma.");
        }

        var found = new ChannelNoise?[shape.C];
        for (int c = 0; c < shape.C; c++)
            found[c] = Channel(PatchSample.Of(image, shape, c));
        return found.Any(f => f != null) ? Combine(found) : None(
            shape.C, "Nearly all of the image is black or white, where noise is cut off: it cannot be estimated. Give the noise level with sigma.");
    }

    /// <summary>A channel where most patches lie still has no noise; one of too few other patches has no estimate.</summary>
    private static ChannelNoise? Channel(PatchSample patches)
    {
        if (2 * patches.Still > patches.Looked)
            return new ChannelNoise(0, patches.Still, 1, new double[PatchCovariance.Pixels * PatchCovariance.Pixels]);
        return patches.Count < ChannelNoise.FewestPatches ? null : ChannelNoise.Of(patches);
    }

    private static NoiseEstimate Combine(ChannelNoise?[] found)
    {
        ChannelNoise[] channels = [.. found.OfType<ChannelNoise>()];
        NoiseLevel level = LevelOf(channels.Average(c => c.Variance));
        double plain = channels.Min(c => c.PlainShare);
        var whiteness = Whiteness.Of(HighPass.Of([.. channels.Select(c => c.Covariance)]), level);
        bool few = channels.Min(c => c.Patches) < FewPatches;
        return new NoiseEstimate
        {
            Level = level,
            Channels = [.. found.Select(f => f is { } channel ? LevelOf(channel.Variance) : (NoiseLevel?)null)],
            Confidence = few ? EstimateConfidence.Low : EstimateConfidence.Good,
            Reason = few ? $"The estimate rests on {channels.Min(c => c.Patches)} patches without texture, which are few: it may be off by a fifth." : "",
            Whiteness = whiteness,
            PlainShare = plain,
            MayBeTexture = level.Bytes >= LeastTexture && plain < (found.Length == 1 ? FewInGray : FewInColour) && (plain < NoiseEstimate.VeryFew || whiteness.Distance > BarelyCorrelated),
        };
    }

    private static NoiseLevel LevelOf(double variance) => NoiseLevel.FromPixelScale(Math.Min(1, Math.Sqrt(variance)));

    private static NoiseEstimate None(int channels, string why) =>
        new() { Channels = new NoiseLevel?[channels], Confidence = EstimateConfidence.None, Reason = why };
}
