using System.Numerics;

namespace Hush.Learning.Optimizers.Kernels;

/// <summary>
/// The update of Adam: m += (g - m) (1 - beta1); v = beta2 v + (1 - beta2) g²; w = decay w - stepSize m / (correction sqrt(v) + epsilon).
/// </summary>
/// <param name="GradientScale">Factor on the gradient.</param>
/// <param name="OneMinusBeta1">1 - beta1.</param>
/// <param name="Beta2">beta2.</param>
/// <param name="OneMinusBeta2">1 - beta2.</param>
/// <param name="DecayFactor">1 - rate * weight decay.</param>
/// <param name="StepSize">rate / (1 - beta1^step).</param>
/// <param name="Correction">1 / sqrt(1 - beta2^step).</param>
/// <param name="Epsilon">Added to the denominator.</param>
internal readonly record struct AdamKernel(
    float GradientScale, float OneMinusBeta1, float Beta2, float OneMinusBeta2, float DecayFactor, float StepSize, float Correction,
    float Epsilon)
{
    /// <summary>Updates weights and moments. All spans have the same length.</summary>
    public void Update(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> m, Span<float> v)
    {
        // Properties of this struct are copied, because the compiler does not keep them in registers.
        var (scale, m1, beta2, m2, decay, stepSize, correction, epsilon) = this;
        int i = 0;
        for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> g = new Vector<float>(gradient[i..]) * scale;
            var mean = new Vector<float>(m[i..]);
            mean += (g - mean) * m1;
            Vector<float> square = (new Vector<float>(v[i..]) * beta2) + (g * g * m2);
            mean.CopyTo(m[i..]);
            square.CopyTo(v[i..]);
            Vector<float> divisor = (Vector.SquareRoot(square) * correction) + Vector.Create(epsilon);
            ((new Vector<float>(weights[i..]) * decay) - (mean * stepSize / divisor)).CopyTo(weights[i..]);
        }

        for (; i < weights.Length; i++)
        {
            float g = gradient[i] * scale;
            m[i] += (g - m[i]) * m1;
            v[i] = (v[i] * beta2) + (g * g * m2);
            float divisor = (MathF.Sqrt(v[i]) * correction) + epsilon;
            weights[i] = (weights[i] * decay) - (m[i] * stepSize / divisor);
        }
    }
}
