using Hush.Imaging.Content;
using Hush.Imaging.Estimation;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;

namespace Hush;

/// <summary>
/// Estimates the noise level of an image without its clean version: white Gaussian noise per channel, from patches with no texture but
/// noise, and spatially correlated noise from the image at half size. Deterministic and thread-safe. Uses about 10 MB of memory.
/// </summary>
/// <remarks>Method and accuracy are described in <c>docs/decisions/0010-noise-level-from-one-image.md</c>.</remarks>
public static class NoiseEstimator
{
    /// <summary>With fewer patches, confidence is low.</summary>
    private const int FewPatches = 4 * ChannelNoise.MinPatches;

    private const float MinTexture = 1;           // sigma on the byte scale; mistaking less than this for noise is harmless
    private const double FewInGray = 0.45, FewInColor = 0.1, BarelyCorrelated = 0.07;
    private const double Coarser = 1.3;             // relative to the fine noise; white noise reaches 1.2 at half size

    /// <summary>
    /// Estimates the noise of an image of any bit depth. Missing data (NaN, infinity, far outliers) and fully transparent pixels
    /// are ignored. An image with three equal channels is treated as gray.
    /// </summary>
    /// <inheritdoc cref="Estimate(ReadOnlySpan{float}, Shape)"/>
    public static NoiseEstimate Estimate(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var content = new ImageContent(image);
        return Estimate(content.Pixels.Span, content.Pixels.Shape);
    }

    /// <summary>Estimates the noise of an image. Non-finite values are ignored.</summary>
    /// <param name="image">[1, H, W, C], 0 (black) to 1 (white). If any sampled values are outside this range, the image
    /// counts as not clipped.</param>
    /// <param name="shape">The shape of the image.</param>
    /// <returns>
    /// An estimate, or the reason why there is none: the image has fewer than 256 patches of 8x8 (23x23 pixels), or nearly all patches
    /// are black, white, transparent or missing.
    /// </returns>
    /// <exception cref="ShapeException">The length of the span does not match the shape, or the shape has more than one image.</exception>
    public static NoiseEstimate Estimate(ReadOnlySpan<float> image, Shape shape)
    {
        Spans.EnsureMatch("A noise estimate", image, image, shape);
        long patches = Math.Max(0L, shape.H - PatchCovariance.Side + 1) * Math.Max(0, shape.W - PatchCovariance.Side + 1);
        if (patches < ChannelNoise.MinPatches)
            return None(shape.C, $"The noise cannot be estimated: {shape.W}x{shape.H} pixels are too few, at least 23x23 are needed.");

        var found = new ChannelNoise?[shape.C];
        bool visible = false;
        double repeated = 0;                        // the largest variance due to repeated values
        for (int c = 0; c < shape.C; c++)
        {
            PatchSample sample = PatchSample.Of(image, shape, c);
            visible |= sample.Examined >= ChannelNoise.MinPatches;
            found[c] = Channel(sample);
            if (found[c] is not { Variance: > 0 } noise || !RepeatedValues.AreIn(sample, noise.Variance))
                continue;
            repeated = Math.Max(repeated, noise.Variance);
            found[c] = noise with { Variance = 0 };
        }

        if (found.All(f => f == null))
        {
            string what = visible ? "black or white" : "transparent or missing";
            return None(shape.C, $"The noise cannot be estimated: nearly all of the image is {what}.");
        }

        NoiseEstimate fine = Combine(found) with
        {
            ColumnNoise = LevelOf(LineNoise.Of(image, shape, columns: true)),
            RowNoise = LevelOf(LineNoise.Of(image, shape, columns: false)),
        };
        if (fine.Level is { Sigma: 0 })
            return WithoutNoise(fine, LevelOf(Math.Sqrt(repeated)));
        return fine.Whiteness!.MayBeCorrelated && CoarseNoise.Of(image, shape) is { IsNoise: true } coarse
            ? WithCoarse(fine, coarse) : fine;
    }

    /// <summary>A channel with mostly flat patches has no noise. One with too few other patches has no estimate.</summary>
    private static ChannelNoise? Channel(PatchSample patches)
    {
        if (2 * patches.Flat > patches.Examined)
            return new ChannelNoise(0, patches.Flat, 1, new double[PatchCovariance.Pixels * PatchCovariance.Pixels]);
        return patches.Count < ChannelNoise.MinPatches ? null : ChannelNoise.Of(patches);
    }

    private static NoiseEstimate Combine(ChannelNoise?[] found)
    {
        ChannelNoise[] channels = [.. found.OfType<ChannelNoise>()];
        NoiseLevel level = LevelOf(Math.Sqrt(channels.Average(c => c.Variance)));
        double plain = channels.Min(c => c.PlainShare);
        var whiteness = Whiteness.Of(HighPass.Of([.. channels.Select(c => c.Covariance)]), level);
        bool few = channels.Min(c => c.Patches) < FewPatches;
        return new NoiseEstimate
        {
            Level = level,
            Channels = [.. found.Select(f => f is { } channel ? LevelOf(Math.Sqrt(channel.Variance)) : (NoiseLevel?)null)],
            Confidence = few ? EstimateConfidence.Low : EstimateConfidence.Good,
            Reason = few ? $"The estimate is based on only {channels.Min(c => c.Patches)} patches without texture: it may be " +
                "off by 20%." : "",
            Whiteness = whiteness,
            PlainShare = plain,
            MayBeTexture = level.Bytes >= MinTexture && plain < (found.Length == 1 ? FewInGray : FewInColor)
                && (plain < NoiseEstimate.VeryFew || whiteness.Distance > BarelyCorrelated),
        };
    }

    /// <summary>Uses the level of the coarse noise if it clearly exceeds the fine noise. Channels keep their proportions.</summary>
    private static NoiseEstimate WithCoarse(NoiseEstimate fine, CoarseNoise coarse)
    {
        double sigma = fine.Level!.Value.Sigma;
        if (coarse.Sigma < Coarser * sigma)
            return fine;
        NoiseLevel level = LevelOf(coarse.Level);
        return fine with
        {
            Level = level,
            Channels = [.. fine.Channels.Select(channel =>
                channel is { } own ? LevelOf(own.Sigma * level.Sigma / sigma) : (NoiseLevel?)null)],
            Confidence = EstimateConfidence.Low,
            Reason = "The noise of neighboring pixels is correlated, as in film grain and after JPEG compression, resizing or in-camera " +
                $"processing. Its level, {level.Bytes:0.0}, is less certain than that of white noise: if blotches remain, use a higher " +
                "level; if detail is lost, use a lower one.",
            Whiteness = new Whiteness(fine.Whiteness!.Distance, WhitenessVerdict.Correlated),
            MayBeTexture = false,
        };
    }

    private static NoiseLevel LevelOf(double sigma) => NoiseLevel.FromPixelScale(Math.Min(1, sigma));

    /// <summary>
    /// The estimate of an image without noise, whose values only repeat. Has a reason if they could be mistaken for visible noise.
    /// </summary>
    private static NoiseEstimate WithoutNoise(NoiseEstimate fine, NoiseLevel repeated) => fine with
    {
        Confidence = repeated.Bytes >= MinTexture ? EstimateConfidence.Low : fine.Confidence,
        Reason = repeated.Bytes >= MinTexture
            ? "The same few values repeat throughout the image, as in a drawing, a screenshot or a dithered image, so it is treated as " +
                "free of noise."
            : "",
        ColumnNoise = default,
        RowNoise = default,
        IsRepetition = true,
    };

    private static NoiseEstimate None(int channels, string why) =>
        new() { Channels = new NoiseLevel?[channels], Confidence = EstimateConfidence.None, Reason = why };
}
