using System.Numerics.Tensors;
using Hush.Imaging.Metrics;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// A random mixture for each image. In this order: Gaussian noise of random sigma, salt and pepper of random density, with a given
/// probability a blur of random odd size, and optional clipping to [0, 1].
/// </summary>
internal sealed class MixtureNoise : INoise
{
    private readonly NoiseLevel _low, _high;
    private readonly double _lowFraction, _highFraction, _blurChance;
    private readonly int[] _sizes;
    private readonly GaussianFilter[] _blurs;
    private readonly bool _clip;

    /// <summary>Creates a mixture from the ranges of a spec.</summary>
    /// <param name="spec">A spec of kind <see cref="NoiseKind.Mixture"/>.</param>
    /// <exception cref="ArgumentException">The spec is invalid or of another kind.</exception>
    public MixtureNoise(NoiseSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.ThrowIfWrong();
        if (spec is not { Kind: NoiseKind.Mixture, Sigma: { } sigma, Fraction: { } fraction, Size: { } size, BlurChance: { } chance })
            throw new ArgumentException(
                $"A mixture needs a spec of kind mixture, got '{NoiseKinds.NameOf(spec.Kind)}'. Call Create.");
        (_low, _high) = (NoiseLevel.FromByteScale(sigma.Low), NoiseLevel.FromByteScale(sigma.High));
        (_lowFraction, _highFraction, _blurChance, _clip) = (fraction.Low, fraction.High, chance, spec.Clip);
        _sizes = [.. Enumerable.Range((int)size.Low, (int)(size.High - size.Low) + 1).Where(s => s % 2 == 1)];
        _blurs = [.. _sizes.Select(s => new GaussianFilter(s, GaussianBlur.SigmaOfSize(s)))];
    }

    /// <inheritdoc/>
    public string Description =>
        $"for each image: Gaussian noise, {_low} to {_high}; salt and pepper on {_lowFraction * 100:0.###} to " +
        $"{_highFraction * 100:0.###}% of the values; with a chance of {_blurChance * 100:0.#}% a blur of " +
        $"{string.Join(" or ", _sizes)} pixels; {(_clip ? "clipped" : "not clipped")}";

    /// <inheritdoc/>
    public NoiseLevel? LevelOf(in RandomKey key) => DrawOf(key).Level;

    /// <summary>Draws the values for one image.</summary>
    /// <param name="key">Identifies the draw: seed, purpose, epoch and image.</param>
    public MixtureDraw DrawOf(in RandomKey key)
    {
        RandomKey strengths = NoiseParts.Strengths(key);
        double fraction = _lowFraction + ((_highFraction - _lowFraction) * Philox.Uniform(strengths, 1));
        bool blur = Philox.Uniform(strengths, 2) < _blurChance;
        int size = blur ? _sizes[Philox.Below(strengths, 3, _sizes.Length)] : 0;
        return new(GaussianNoise.Draw(_low, _high, key), fraction, size);
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        Spans.EnsureMatch("A noise mixture", clean, noisy, image);
        MixtureDraw draw = DrawOf(key);
        GaussianNoise.Add(clean, noisy, draw.Level, key);
        SaltAndPepper.Strike(noisy, noisy, draw.Fraction, key);
        if (draw.BlurSize > 0) _blurs[Array.IndexOf(_sizes, draw.BlurSize)].Apply(noisy, noisy, image);
        if (_clip) TensorPrimitives.Clamp(noisy, 0f, 1f, noisy);
    }
}

/// <summary>The values that a <see cref="MixtureNoise"/> draws for one image.</summary>
/// <param name="Level">Standard deviation of the Gaussian noise.</param>
/// <param name="Fraction">Fraction of the values replaced by salt and pepper, in [0, 1].</param>
/// <param name="BlurSize">Width and height of the blur in pixels; 0 for no blur.</param>
internal readonly record struct MixtureDraw(NoiseLevel Level, double Fraction, int BlurSize);
