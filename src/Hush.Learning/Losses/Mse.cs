using System.Numerics;

namespace Hush.Learning.Losses;

/// <summary>Squared error: l = (p - t)², dl/dp = 2 (p - t). Its mean over all elements is the MSE in the definition of PSNR.</summary>
internal sealed class Mse : ILoss
{
    /// <inheritdoc/>
    public string Name => "mse";

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient, float scale) =>
        ElementwiseLoss.Evaluate<Element>(Name, prediction, target, gradient, scale);

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) =>
        ElementwiseLoss.Value<Element>(Name, prediction, target);

    private readonly struct Element : IElementLoss
    {
        public static float Term(float p, float t, out float slope)
        {
            float d = p - t;
            slope = d + d;
            return d * d;
        }

        public static Vector<float> Term(Vector<float> p, Vector<float> t, out Vector<float> slope)
        {
            Vector<float> d = p - t;
            slope = d + d;
            return d * d;
        }
    }
}
