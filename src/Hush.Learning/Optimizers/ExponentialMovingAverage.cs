using Hush.Learning.Optimizers.Kernels;
using Hush.Numerics;

namespace Hush.Learning.Optimizers;

/// <summary>
/// Exponential moving average of the weights: a += (1 - d) (w - a) after each step, with d = min(decay,
/// (1 + step) / (10 + step)), which reduces the influence of the initial weights.
/// </summary>
/// <remarks>Polyak and Juditsky 1992. The increasing decay is that of TensorFlow's ExponentialMovingAverage.</remarks>
internal sealed class ExponentialMovingAverage : IDisposable
{
    /// <summary>Starts the average with a copy of the weights.</summary>
    /// <param name="weights">The weights at the start of training.</param>
    /// <param name="decay">Decay per step, in [0, 1), for example 0.999.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decay"/> is out of range.</exception>
    public ExponentialMovingAverage(ReadOnlySpan<float> weights, double decay)
    {
        if (!(decay is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The decay of averaged weights must be at least 0 and below 1.");
        Decay = decay;
        Values = new AlignedMemory(weights.Length);
        weights.CopyTo(Values.Span);
    }

    /// <summary>The decay per step after the first steps.</summary>
    public double Decay { get; }

    /// <summary>The averaged weights, in the layout of the weights. Part of a checkpoint.</summary>
    public AlignedMemory Values { get; }

    /// <summary>The decay at a step: min(decay, (1 + step) / (10 + step)).</summary>
    /// <param name="step">Step number, starting at 1.</param>
    public double DecayAt(long step) => Math.Min(Decay, (1.0 + step) / (10.0 + step));

    /// <summary>Updates the averages at <paramref name="start"/> .. start + length - 1 with the weights after a step.</summary>
    /// <param name="weights">This part of the weights.</param>
    /// <param name="step">Step number, starting at 1.</param>
    /// <param name="start">Offset of this part in the buffer. Disjoint parts may be updated concurrently.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is less than 1.</exception>
    /// <exception cref="ShapeException">The part extends past the end of the averages.</exception>
    public void Update(ReadOnlySpan<float> weights, long step, nint start = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        if (start < 0 || start + weights.Length > Values.Length)
        {
            throw new ShapeException(
                $"There are averages of {Values.Length} weights, but {weights.Length} weights from index {start} were given. Pass " +
                "weights of the same layout and the index where this part begins.");
        }

        AverageKernel.Update(Values.Span.Slice((int)start, weights.Length), weights, mix: (float)(1 - DecayAt(step)));
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();
}
