using Hush.Learning.Optimizers.Kernels;
using Hush.Numerics;

namespace Hush.Learning.Optimizers;

/// <summary>
/// Adam with decoupled weight decay (AdamW) over a flat buffer, in a single pass without allocations. For gradient g at step s:
/// <code>
/// w -= rate * decay * w
/// m += (1 - b1) * (g - m)
/// v = b2 * v + (1 - b2) * g²
/// w -= rate / (1 - b1^s) * m / (sqrt(v / (1 - b2^s)) + epsilon)
/// </code>
/// </summary>
/// <remarks>
/// Equivalent to PyTorch's AdamW. Kingma and Ba, ICLR 2015; Loshchilov and Hutter, ICLR 2019. Elements are independent and the
/// vector code rounds like the scalar code, so results do not depend on how the buffer is divided among workers.
/// </remarks>
internal sealed class Adam : IOptimizer
{
    /// <summary>Name of <see cref="V"/> in checkpoints. Its values are never negative.</summary>
    internal const string MeanSquareName = "adam.v";

    private const int PartLength = 1 << 14;

    private readonly double _beta1, _beta2;
    private readonly float _epsilon, _weightDecay;

    /// <summary>Creates an optimizer with zero moments.</summary>
    /// <param name="length">Number of weights, at least 0.</param>
    /// <param name="beta1">Decay rate of the first moment, in [0, 1).</param>
    /// <param name="beta2">Decay rate of the second moment, in [0, 1).</param>
    /// <param name="epsilon">Added to the denominator for numerical stability; greater than 0.</param>
    /// <param name="weightDecay">Weight decay coefficient, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Adam(nint length, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
    {
        RequireBeta(beta1, nameof(beta1));
        RequireBeta(beta2, nameof(beta2));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        if (!(weightDecay >= 0 && double.IsFinite(weightDecay)))        // not ThrowIfNegative, which rejects -0.0
            throw new ArgumentOutOfRangeException(nameof(weightDecay), weightDecay, "The weight decay must be a finite number of at " +
                "least 0.");
        (_beta1, _beta2, _epsilon, _weightDecay) = (beta1, beta2, (float)epsilon, (float)weightDecay);
        M = new AlignedMemory(length);
        V = new AlignedMemory(length);
        Parts = [.. Divide(checked((int)length))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<(int Start, int Length)> Parts { get; }

    /// <inheritdoc/>
    public IReadOnlyList<long> ExpensiveParts => [];

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, AlignedMemory Values)> State => [("adam.m", M), (MeanSquareName, V)];

    /// <summary>First moment: the running mean of the gradient, one float per weight. Part of a checkpoint.</summary>
    public AlignedMemory M { get; }

    /// <summary>Second moment: the running mean of the squared gradient, one float per weight. Part of a checkpoint.</summary>
    public AlignedMemory V { get; }

    /// <inheritdoc/>
    public void Update(int part, Span<float> weights, ReadOnlySpan<float> gradient, in UpdateStep step, int worker)
    {
        var (start, length) = Parts[part];
        Update(weights.Slice(start, length), gradient.Slice(start, length), step.Number, step.Rate, step.GradientScale, start);
    }

    /// <inheritdoc/>
    public void UpdateState(int part, ReadOnlySpan<float> gradient, in UpdateStep step) =>
        throw new NotSupportedException("Adam has no expensive parts.");

    /// <summary>Updates the weights at <paramref name="start"/> .. start + length - 1 of the buffer.</summary>
    /// <param name="weights">This part of the weights.</param>
    /// <param name="gradient">The same part of the gradient.</param>
    /// <param name="step">Step number, starting at 1; the same for all parts.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="gradientScale">Factor on the gradient: <see cref="GradientClipping.Factor"/>, or 1.</param>
    /// <param name="start">Offset of this part in the buffer. Disjoint parts may be updated concurrently.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is less than 1.</exception>
    /// <exception cref="ShapeException">Weights and gradient differ in length, or the part extends past the end of the
    /// buffer.</exception>
    public void Update(
        Span<float> weights, ReadOnlySpan<float> gradient, long step, float rate, float gradientScale = 1, nint start = 0)
    {
        Require(weights.Length, gradient.Length, step, start);
        Span<float> m = M.Span.Slice((int)start, weights.Length), v = V.Span.Slice((int)start, weights.Length);
        var kernel = new AdamKernel(
            gradientScale,
            OneMinusBeta1: (float)(1 - _beta1),
            Beta2: (float)_beta2,
            OneMinusBeta2: (float)(1 - _beta2),
            DecayFactor: (float)(1 - ((double)rate * _weightDecay)),
            StepSize: (float)(rate / (1 - Math.Pow(_beta1, step))),
            Correction: (float)(1 / Math.Sqrt(1 - Math.Pow(_beta2, step))),
            _epsilon);
        kernel.Update(weights, gradient, m, v);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        M.Dispose();
        V.Dispose();
    }

    /// <summary>Divides a range into parts that are large enough for one worker.</summary>
    internal static IEnumerable<(int Start, int Length)> Divide(int length)
    {
        for (int start = 0; start < length; start += PartLength)
            yield return (start, Math.Min(PartLength, length - start));
    }

    private static void RequireBeta(double beta, string name)
    {
        if (!(beta is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                name, beta, "Adam's betas must be at least 0 and below 1; the usual values are 0.9 and 0.999.");
        }
    }

    private void Require(int weights, int gradient, long step, nint start)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        if (weights != gradient || start < 0 || start + weights > M.Length)
        {
            throw new ShapeException(
                $"Adam has moments for {M.Length} weights, but got {weights} weights and {gradient} gradients from index {start}. Pass " +
                "the same part of both buffers and the index where it begins.");
        }
    }
}
