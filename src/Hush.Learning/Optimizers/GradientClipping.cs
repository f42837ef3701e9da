using System.Numerics;

namespace Hush.Learning.Optimizers;

/// <summary>Keeps the length of the gradient, taken over all weights together, at most a given number.</summary>
/// <remarks>PyTorch's clip_grad_norm_. Pascanu, Mikolov, Bengio, ICML 2013.</remarks>
public static class GradientClipping
{
    /// <summary>sqrt(sum of g²), summed in double. NaN or infinity where the gradient has one.</summary>
    public static double Norm(ReadOnlySpan<float> gradient)
    {
        Vector<double> low = default, high = default;
        int i = 0;
        for (; i <= gradient.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(gradient[i..]), out Vector<double> first, out Vector<double> second);
            low += first * first;
            high += second * second;
        }

        double sum = Vector.Sum(low + high);
        for (; i < gradient.Length; i++)
            sum += (double)gradient[i] * gradient[i];
        return Math.Sqrt(sum);
    }

    /// <summary>What to multiply the gradient by: max / (norm + 1e-6), at most 1. NaN stays NaN.</summary>
    /// <param name="norm">Length of the gradient, at least 0.</param>
    /// <param name="max">Greatest length allowed, above 0.</param>
    public static float Factor(double norm, double max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return (float)Math.Min(1, max / (norm + 1e-6));
    }
}
