using System.Numerics.Tensors;
using Hush.Imaging.Metrics;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// Photon (shot) noise: noisy = k / peak, with k drawn from a Poisson distribution of mean clean x peak for each value. The mean is
/// clean and the variance is clean / peak, so bright pixels are noisier and may exceed 1. Negative values count as 0.
/// </summary>
internal sealed class PoissonNoise : INoise
{
    /// <summary>The maximum peak. The noise is then 1/1000 of white.</summary>
    public const double MaxPeak = 1e6;

    private readonly double _peak;
    private readonly bool _clip;

    /// <summary>Creates noise for a given exposure.</summary>
    /// <param name="peak">Mean number of photons at a white pixel, greater than 0 and at most 10^6.</param>
    /// <param name="clip">Whether the noisy image is clipped to [0, 1].</param>
    /// <exception cref="ArgumentException">The peak is out of range or NaN.</exception>
    public PoissonNoise(double peak, bool clip)
    {
        if (peak is not (> 0 and <= MaxPeak))
            throw new ArgumentException(
                $"Poisson noise needs a peak above 0 and at most {MaxPeak}, got {peak}. A dim photograph has about 30.");
        (_peak, _clip) = (peak, clip);
    }

    /// <inheritdoc/>
    public string Description => $"Poisson noise, {_peak:0.###} photons at white, {(_clip ? "clipped" : "not clipped")}";

    /// <inheritdoc/>
    public NoiseLevel? LevelOf(in RandomKey key) => null;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        Spans.EnsureMatch("Poisson noise", clean, noisy, image);
        for (int i = 0; i < clean.Length; i++)
            noisy[i] = (float)(PoissonSampler.Count(clean[i] * _peak, key, (uint)i) / _peak);
        if (_clip) TensorPrimitives.Clamp(noisy, 0f, 1f, noisy);
    }
}
