using Hush.Numerics;

namespace Hush.Learning.Losses;

/// <summary>
/// How far a prediction p is from its target t: a sum of one term an element, and its slope. Implementations hold no state, so
/// one object serves any number of threads; no call allocates.
/// </summary>
public interface ILoss
{
    /// <summary>The name in recipes and logs, for example <c>mse</c>.</summary>
    string Name { get; }

    /// <summary>Returns the sum of l(p, t) over the elements, in double, and sets gradient = scale x dl/dp.</summary>
    /// <param name="prediction">p; any length.</param>
    /// <param name="target">t; as long as p.</param>
    /// <param name="gradient">As long as p; it may be the prediction's own memory, but must not overlap it with a shift.</param>
    /// <param name="scale">1 / (values in the whole batch) gives the gradient of the mean, PyTorch's <c>reduction="mean"</c>.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient, float scale);

    /// <summary>The sum over the elements of l(p, t), in double; the same number as <see cref="Evaluate"/> returns.</summary>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    double Value(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target);
}
