using Hush.Imaging.Metrics;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>Impulse noise: replaces a random fraction of the values, independently in each channel, half with 0 and half with 1.</summary>
internal sealed class SaltAndPepper : INoise
{
    private const int Piece = 1024;

    private readonly double _fraction;

    /// <summary>Creates noise of a given density.</summary>
    /// <param name="fraction">Fraction of the values to replace, in [0, 1].</param>
    /// <exception cref="ArgumentException">The fraction is out of range or NaN.</exception>
    public SaltAndPepper(double fraction)
    {
        if (fraction is not (>= 0 and <= 1))
            throw new ArgumentException($"Salt and pepper needs a fraction between 0 and 1, got {fraction}. 0.05 affects one value in " +
                "twenty.");
        _fraction = fraction;
    }

    /// <inheritdoc/>
    public string Description => $"salt and pepper on {_fraction * 100:0.###}% of the values";

    /// <inheritdoc/>
    public NoiseLevel? LevelOf(in RandomKey key) => null;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        Spans.EnsureMatch("Salt and pepper", clean, noisy, image);
        Strike(clean, noisy, _fraction, key);
    }

    /// <summary>noisy = 0 where u &lt; fraction / 2, 1 where u &lt; fraction, else clean; u is uniform in [0, 1) for each value.</summary>
    internal static void Strike(ReadOnlySpan<float> clean, Span<float> noisy, double fraction, in RandomKey key)
    {
        RandomKey impulses = NoiseParts.Impulses(key);
        float pepper = (float)(fraction / 2), salt = (float)fraction;
        Span<float> buffer = stackalloc float[Piece];
        for (int start = 0; start < clean.Length; start += Piece)
        {
            Span<float> u = buffer[..Math.Min(Piece, clean.Length - start)];
            Philox.FillUniform(impulses, start, u);
            ReadOnlySpan<float> from = clean.Slice(start, u.Length);
            Span<float> to = noisy.Slice(start, u.Length);
            for (int i = 0; i < u.Length; i++)
                to[i] = u[i] < pepper ? 0 : u[i] < salt ? 1 : from[i];
        }
    }
}
