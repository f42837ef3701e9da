using System.Numerics;

namespace Hush.Learning.Optimizers.Kernels;

/// <summary>The update of Adam: m += (g - m) mix1; v = b2 v + mix2 g²; w = keep w - stride m / (root sqrt(v) + epsilon).</summary>
/// <param name="GradientScale">Factor on the gradient.</param>
/// <param name="Mix1">1 - beta1.</param>
/// <param name="Beta2">beta2.</param>
/// <param name="Mix2">1 - beta2.</param>
/// <param name="Keep">1 - rate * weight decay.</param>
/// <param name="Stride">rate / (1 - beta1^step).</param>
/// <param name="Root">1 / sqrt(1 - beta2^step).</param>
/// <param name="Epsilon">Added to the divisor.</param>
internal readonly record struct AdamKernel(
    float GradientScale, float Mix1, float Beta2, float Mix2, float Keep, float Stride, float Root, float Epsilon)
{
    /// <summary>Updates weights and moments. All spans have the same length.</summary>
    public void Update(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> m, Span<float> v)
    {
        // Properties of this struct are copied, because the compiler does not keep them in registers.
        var (scale, mix1, b2, mix2, keep, stride, root, epsilon) = this;
        int i = 0;
        for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> g = new Vector<float>(gradient[i..]) * scale;
            var mean = new Vector<float>(m[i..]);
            mean += (g - mean) * mix1;
            Vector<float> square = (new Vector<float>(v[i..]) * b2) + (g * g * mix2);
            mean.CopyTo(m[i..]);
            square.CopyTo(v[i..]);
            Vector<float> divisor = (Vector.SquareRoot(square) * root) + Vector.Create(epsilon);
            ((new Vector<float>(weights[i..]) * keep) - (mean * stride / divisor)).CopyTo(weights[i..]);
        }

        for (; i < weights.Length; i++)
        {
            float g = gradient[i] * scale;
            m[i] += (g - m[i]) * mix1;
            v[i] = (v[i] * b2) + (g * g * mix2);
            float divisor = (MathF.Sqrt(v[i]) * root) + epsilon;
            weights[i] = (weights[i] * keep) - (m[i] * stride / divisor);
        }
    }
}
