using Hush.Learning.Optimizers.Kernels;

namespace Hush.Learning.Optimizers;

/// <summary>Gradient clipping by the global norm over all weights.</summary>
/// <remarks>Equivalent to PyTorch's clip_grad_norm_. Pascanu, Mikolov, Bengio, ICML 2013.</remarks>
internal static class GradientClipping
{
    /// <summary>The L2 norm sqrt(Σ g²), accumulated in double. Not finite if the gradient has NaN or infinite values.</summary>
    /// <param name="gradient">The gradient of all weights.</param>
    public static double Norm(ReadOnlySpan<float> gradient) => Math.Sqrt(SquareSum.Of(gradient));

    /// <summary>The factor on the gradient: min(1, max / (norm + 1e-6)). NaN if the norm is NaN.</summary>
    /// <param name="norm">Norm of the gradient, at least 0.</param>
    /// <param name="max">Maximum norm, greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is not greater than 0.</exception>
    public static float Factor(double norm, double max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return (float)Math.Min(1, max / (norm + 1e-6));
    }
}
