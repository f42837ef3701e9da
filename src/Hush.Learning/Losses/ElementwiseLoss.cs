using Hush.Learning.Losses.Kernels;

namespace Hush.Learning.Losses;

/// <summary>A loss that is the mean of one term per element.</summary>
/// <typeparam name="T">The term and its derivative.</typeparam>
/// <param name="name">Name of the loss in recipes and logs.</param>
internal abstract class ElementwiseLoss<T>(string name) : ILoss
    where T : struct, ILossTerm
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient, float scale)
    {
        RequireLength("target", target.Length, prediction.Length);
        RequireLength("gradient", gradient.Length, prediction.Length);
        return LossSum.WithGradient<T>(prediction, target, gradient, scale);
    }

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        RequireLength("target", target.Length, prediction.Length);
        return LossSum.Of<T>(prediction, target);
    }

    /// <inheritdoc/>
    public virtual double OfImage(double mean, out double slope)
    {
        slope = 1;
        return mean;
    }

    private void RequireLength(string what, int length, int expected)
    {
        if (length != expected)
        {
            throw new ShapeException(
                $"Loss '{name}' compares element by element, but the prediction has {expected} values and the {what} {length}. " +
                "Pass spans of the same length.");
        }
    }
}
