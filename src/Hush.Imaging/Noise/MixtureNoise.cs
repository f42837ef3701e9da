using System.Numerics.Tensors;
using Hush.Imaging.Metrics;
using Hush.Numerics;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// Drawn for each image, in this order: Gaussian noise of a sigma from a range, salt and pepper of a fraction from a range, with
/// some chance a blur of an odd size from a range, then clipping if asked.
/// </summary>
public sealed class MixtureNoise : INoise
{
    private readonly NoiseLevel _low, _high;
    private readonly double _lowFraction, _highFraction, _blurChance;
    private readonly int[] _sizes;
    private readonly GaussianFilter[] _blurs;
    private readonly bool _clip;

    /// <summary>A mixture of the given ranges.</summary>
    /// <param name="spec">A spec of kind mixture.</param>
    /// <exception cref="ArgumentException">The spec has mistakes or is of another kind.</exception>
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
    public string Describe =>
        $"for each image: Gaussian noise, {_low} to {_high}; salt and pepper on {_lowFraction * 100:0.###} to " +
        $"{_highFraction * 100:0.###}% of the values; with a chance of {_blurChance * 100:0.#}% a blur of " +
        $"{string.Join(" or ", _sizes)} pixels; {(_clip ? "clipped" : "not clipped")}";

    /// <inheritdoc/>
    public NoiseLevel? LevelOf(in RandomKey key) => DrawOf(key).Level;

    /// <summary>What the key's image gets.</summary>
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
        Spans.Check("A noise mixture", clean, noisy, image);
        MixtureDraw draw = DrawOf(key);
        GaussianNoise.Add(clean, noisy, draw.Level, key);
        SaltAndPepper.Strike(noisy, noisy, draw.Fraction, key);
        if (draw.BlurSize > 0) _blurs[Array.IndexOf(_sizes, draw.BlurSize)].Apply(noisy, noisy, image);
        if (_clip) TensorPrimitives.Clamp(noisy, 0f, 1f, noisy);
    }
}

/// <summary>What a mixture has drawn for one image.</summary>
/// <param name="Level">Sigma of the Gaussian noise.</param>
/// <param name="Fraction">Share of the values that salt and pepper strike.</param>
/// <param name="BlurSize">Pixels of the blur's side; 0 for no blur.</param>
public readonly record struct MixtureDraw(NoiseLevel Level, double Fraction, int BlurSize);
