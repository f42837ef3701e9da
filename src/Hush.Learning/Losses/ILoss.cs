namespace Hush.Learning.Losses;

/// <summary>
/// A loss function of prediction p and target t. The loss of an image is a function of the mean of one term per element.
/// Implementations are stateless and thread-safe, and do not allocate.
/// </summary>
internal interface ILoss
{
    /// <summary>Name of the loss in recipes and logs, for example <c>mse</c>.</summary>
    string Name { get; }

    /// <summary>Returns the sum of l(p, t) over all elements, accumulated in double, and sets gradient = scale * dl/dp.</summary>
    /// <param name="prediction">The prediction p, of any length.</param>
    /// <param name="target">The target t; same length.</param>
    /// <param name="gradient">Output; same length. May be the memory of the prediction, but must not overlap it at an offset.</param>
    /// <param name="scale">Factor on the gradient. 1 / (number of values in the batch) gives the gradient of the mean loss,
    /// PyTorch's <c>reduction="mean"</c>.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient, float scale);

    /// <summary>Returns the sum of l(p, t) over all elements, accumulated in double: the same number as <see cref="Evaluate"/>.</summary>
    /// <param name="prediction">The prediction p, of any length.</param>
    /// <param name="target">The target t; same length.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    double Value(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target);

    /// <summary>Returns the loss L of an image and its derivative dL/dm. By default, L = m.</summary>
    /// <param name="mean">m, the mean of l(p, t) over the elements of the image.</param>
    /// <param name="slope">dL/dm.</param>
    double OfImage(double mean, out double slope)
    {
        slope = 1;
        return mean;
    }
}
