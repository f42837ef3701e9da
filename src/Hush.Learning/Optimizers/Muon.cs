using System.Numerics.Tensors;
using Hush.Learning.Networks;
using Hush.Numerics;
using Hush.Numerics.Kernels.Matrices;

namespace Hush.Learning.Optimizers;

/// <summary>
/// Muon for convolution filters, Adam for all other weights. The filters of a convolution form a matrix with one row per output
/// channel. For gradient g:
/// <code>
/// m += (1 - b) * (g - m)
/// w -= rate * decay * w
/// w -= s * rate * sqrt(max(1, rows / columns)) * O((1 - b) * g + b * m)
/// </code>
/// where O makes all singular values nearly one (<see cref="NewtonSchulz"/>) and s * rate is the learning rate of the filters.
/// </summary>
/// <remarks>
/// Jordan et al., Muon: an optimizer for hidden layers in neural networks, 2024. As proposed there, Adam also updates biases,
/// normalizations and the first and last layers: filters with fewer than sixteen input or output channels.
/// </remarks>
internal sealed unsafe class Muon : IOptimizer
{
    private const int MinChannels = 16;

    private readonly Adam _adam;        // its first moment is also the momentum of the filters
    private readonly (int Rows, int Columns)[] _matrices;      // rows and columns of the filter matrices, which are the first parts
    private readonly float _filterRate, _momentum;
    private readonly double _weightDecay;
    private readonly AlignedMemory[] _scratch;      // per worker: the update matrix, followed by the scratch memory of Newton-Schulz

    /// <summary>Creates an optimizer with zero moments.</summary>
    /// <param name="layout">The layout of the weights.</param>
    /// <param name="workers">Number of worker threads, at least 1.</param>
    /// <param name="filterRate">Learning rate of the filters, relative to that of the other weights; greater than 0.</param>
    /// <param name="momentum">Momentum of the filters, in [0, 1).</param>
    /// <param name="beta1">Adam's decay rate of the first moment, in [0, 1).</param>
    /// <param name="beta2">Adam's decay rate of the second moment, in [0, 1).</param>
    /// <param name="weightDecay">Weight decay coefficient, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Muon(
        WeightLayout layout, int workers, double filterRate, double momentum = 0.9, double beta1 = 0.9, double beta2 = 0.999,
            double weightDecay = 0)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        if (!(filterRate > 0 && double.IsFinite(filterRate)))
            throw new ArgumentOutOfRangeException(nameof(filterRate), filterRate, "The filter learning rate must be above 0.");
        if (!(momentum is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "The momentum must be at least 0 and below 1; the usual " +
                "values are 0.9 and 0.95.");
        _adam = new Adam(layout.Learned, beta1, beta2, weightDecay: weightDecay);
        (_filterRate, _momentum, _weightDecay) = ((float)filterRate, (float)momentum, weightDecay);
        Parameter[] filters = [.. layout.Parameters.Where(IsMatrix).OrderByDescending(p => Work(MatrixOf(p)))];
        _matrices = [.. filters.Select(MatrixOf)];
        ExpensiveParts = [.. _matrices.Select(Work)];
        var ranges = filters.Select(p => (Start: layout.OffsetOf(p.Name), Length: p.Count)).ToList();
        Parts = [.. ranges, .. Gaps(ranges, layout.Learned)];
        nint max = _matrices.Length == 0 ? 0 : _matrices.Max(m => UpdateLength(m) + NewtonSchulz.Scratch(m.Rows, m.Columns));
        _scratch = [.. Enumerable.Range(0, workers).Select(_ => new AlignedMemory(max))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<(int Start, int Length)> Parts { get; }

    /// <inheritdoc/>
    public IReadOnlyList<long> ExpensiveParts { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, AlignedMemory Values)> State => _adam.State;

    /// <inheritdoc/>
    public void Update(int part, Span<float> weights, ReadOnlySpan<float> gradient, in UpdateStep step, int worker)
    {
        var (start, length) = Parts[part];
        weights = weights.Slice(start, length);
        gradient = gradient.Slice(start, length);
        if (part < _matrices.Length)
            UpdateFilters(_matrices[part], weights, gradient, step, _adam.M.Span.Slice(start, length), _scratch[worker].Pointer);
        else
            _adam.Update(weights, gradient, step.Number, step.Rate, step.GradientScale, start);
    }

    /// <inheritdoc/>
    public void UpdateState(int part, ReadOnlySpan<float> gradient, in UpdateStep step)
    {
        var (start, length) = Parts[part];
        UpdateMomentum(gradient.Slice(start, length), step, _adam.M.Span.Slice(start, length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _adam.Dispose();
        foreach (AlignedMemory memory in _scratch)
            memory.Dispose();
    }

    private static bool IsMatrix(Parameter parameter) =>
        parameter.Learned && parameter.Dimensions is [>= MinChannels, >= MinChannels, _, _];

    private static (int Rows, int Columns) MatrixOf(Parameter filters) => (filters.Dimensions[0], filters.Count / filters.Dimensions[0]);

    private static long Work((int Rows, int Columns) matrix) => NewtonSchulz.MultiplyAdds(matrix.Rows, matrix.Columns);

    private static nint UpdateLength((int Rows, int Columns) matrix) => Align.Up((nint)matrix.Rows * matrix.Columns);

    /// <summary>The ranges between the matrices, divided into parts for Adam.</summary>
    private static IEnumerable<(int Start, int Length)> Gaps(IEnumerable<(int Start, int Length)> taken, int end)
    {
        int from = 0;
        foreach (var (start, length) in taken.Order().Append((end, 0)))
        {
            foreach (var (first, count) in Adam.Divide(start - from))
                yield return (from + first, count);
            from = start + length;
        }
    }

    private float FreshFactor(in UpdateStep step) => (1 - _momentum) * step.GradientScale;

    private void UpdateMomentum(ReadOnlySpan<float> gradient, in UpdateStep step, Span<float> momentum)
    {
        TensorPrimitives.Multiply(momentum, _momentum, momentum);
        TensorPrimitives.MultiplyAdd(gradient, FreshFactor(step), momentum, momentum);
    }

    private void UpdateFilters(
        (int Rows, int Columns) matrix, Span<float> weights, ReadOnlySpan<float> gradient, in UpdateStep step, Span<float> momentum,
            float* scratch)
    {
        var update = new Span<float>(scratch, weights.Length);
        UpdateMomentum(gradient, step, momentum);
        TensorPrimitives.Multiply(momentum, _momentum, update);
        TensorPrimitives.MultiplyAdd(gradient, FreshFactor(step), update, update);
        NewtonSchulz.Run(scratch, matrix.Rows, matrix.Columns, scratch + UpdateLength(matrix));
        float rate = _filterRate * step.Rate * MathF.Sqrt(Math.Max(1, (float)matrix.Rows / matrix.Columns));
        TensorPrimitives.Multiply(weights, (float)(1 - (step.Rate * _weightDecay)), weights);
        TensorPrimitives.MultiplyAdd(update, -rate, weights, weights);
    }
}
