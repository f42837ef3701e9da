using System.Numerics;
using Hush.Numerics;

namespace Hush.Learning.Optimizers;

/// <summary>
/// A running mean of the weights: a += (1 - d)(w - a) after each step, with d = min(decay, (1 + step) / (10 + step)), so that the
/// first steps do not remember the start for long.
/// </summary>
/// <remarks>Polyak and Juditsky 1992; the growing decay is TensorFlow's ExponentialMovingAverage.</remarks>
public sealed class AveragedWeights : IDisposable
{
    /// <summary>Begins with a copy of the weights.</summary>
    /// <param name="weights">The weights at the start of the training.</param>
    /// <param name="decay">The share that is remembered from step to step in the long run, in [0, 1), for example 0.999.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is outside its range.</exception>
    public AveragedWeights(ReadOnlySpan<float> weights, double decay)
    {
        if (!(decay is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The decay of averaged weights is at least 0 and below 1.");
        Decay = decay;
        Values = new AlignedMemory(weights.Length);
        weights.CopyTo(Values.Span);
    }

    /// <summary>The share that is remembered from step to step in the long run.</summary>
    public double Decay { get; }

    /// <summary>The averages, laid out as the weights. Part of a checkpoint.</summary>
    public AlignedMemory Values { get; }

    /// <summary>The share remembered at a step: min(decay, (1 + step) / (10 + step)).</summary>
    /// <param name="step">The step's number, from 1.</param>
    public double DecayAt(long step) => Math.Min(Decay, (1.0 + step) / (10.0 + step));

    /// <summary>Takes in the weights <paramref name="start"/> .. start + length - 1 as they are after a step.</summary>
    /// <param name="weights">That part of the weights.</param>
    /// <param name="step">The step's number, from 1.</param>
    /// <param name="start">Where this part begins in the whole buffer. Parts that do not overlap may run at the same time.</param>
    /// <exception cref="ShapeException">The part ends behind the averages.</exception>
    public void Update(ReadOnlySpan<float> weights, long step, nint start = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        if (start < 0 || start + weights.Length > Values.Length)
        {
            throw new ShapeException(
                $"There are averages of {Values.Length} weights, but {weights.Length} weights from {start} on were given. " +
                "Pass weights of the same layout and where this part begins.");
        }

        Span<float> average = Values.Span.Slice((int)start, weights.Length);
        float mix = (float)(1 - DecayAt(step));
        int i = 0;
        for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var a = new Vector<float>(average[i..]);
            (a + ((new Vector<float>(weights[i..]) - a) * mix)).CopyTo(average[i..]);
        }

        for (; i < weights.Length; i++)
            average[i] += (weights[i] - average[i]) * mix;
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();
}
