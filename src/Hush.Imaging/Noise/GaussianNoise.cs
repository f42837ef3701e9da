using System.Numerics.Tensors;
using Hush.Imaging.Metrics;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// Additive white Gaussian noise: noisy = clean + sigma z, with z standard normal for each value. Sigma is fixed, or drawn uniformly
/// from a range for each image. Clipping to [0, 1] makes dark pixels brighter and bright pixels darker on average.
/// </summary>
internal sealed class GaussianNoise : INoise
{
    private const int Piece = 1024;     // values per block, 4 KB of stack

    private readonly NoiseLevel _low, _high;
    private readonly bool _clip;

    /// <summary>Creates noise with the same sigma for every image.</summary>
    /// <param name="level">Standard deviation of the noise.</param>
    /// <param name="clip">Whether the noisy image is clipped to [0, 1].</param>
    public GaussianNoise(NoiseLevel level, bool clip)
        : this(level, level, clip)
    {
    }

    /// <summary>Creates noise whose sigma is drawn for each image, uniformly between two levels.</summary>
    /// <param name="low">The smallest sigma.</param>
    /// <param name="high">The largest sigma, at least <paramref name="low"/>.</param>
    /// <param name="clip">Whether the noisy image is clipped to [0, 1].</param>
    /// <exception cref="ArgumentException"><paramref name="high"/> is less than <paramref name="low"/>.</exception>
    public GaussianNoise(NoiseLevel low, NoiseLevel high, bool clip)
    {
        if (high < low)
            throw new ArgumentException($"Gaussian noise needs a range from low to high, got {low} to {high}. Swap the two.");
        (_low, _high, _clip) = (low, high, clip);
    }

    /// <inheritdoc/>
    public string Description
    {
        get
        {
            string level = _low == _high ? $"{_low}" : $"{_low} to {_high}, drawn for each image";
            return $"Gaussian noise, {level}, {(_clip ? "clipped" : "not clipped")}";
        }
    }

    /// <inheritdoc/>
    public NoiseLevel? LevelOf(in RandomKey key) => Draw(_low, _high, key);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        Spans.EnsureMatch("Gaussian noise", clean, noisy, image);
        Add(clean, noisy, Draw(_low, _high, key), key);
        if (_clip) TensorPrimitives.Clamp(noisy, 0f, 1f, noisy);
    }

    /// <summary>Draws the level of the image that the key identifies: number 0 of <see cref="NoiseParts.Strengths"/>.</summary>
    internal static NoiseLevel Draw(NoiseLevel low, NoiseLevel high, in RandomKey key)
    {
        if (low == high) return low;
        float sigma = low.Sigma + ((high.Sigma - low.Sigma) * Philox.Uniform(NoiseParts.Strengths(key), 0));
        return NoiseLevel.FromPixelScale(Math.Min(sigma, high.Sigma));
    }

    /// <summary>noisy = clean + sigma z.</summary>
    internal static void Add(ReadOnlySpan<float> clean, Span<float> noisy, NoiseLevel level, in RandomKey key)
    {
        RandomKey values = NoiseParts.Values(key);
        Span<float> buffer = stackalloc float[Piece];
        for (int start = 0; start < clean.Length; start += Piece)
        {
            Span<float> z = buffer[..Math.Min(Piece, clean.Length - start)];
            Philox.FillNormal(values, start, z);
            TensorPrimitives.MultiplyAdd(z, level.Sigma, clean.Slice(start, z.Length), noisy.Slice(start, z.Length));
        }
    }
}
