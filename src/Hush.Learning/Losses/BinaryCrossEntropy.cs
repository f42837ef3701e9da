using System.Numerics;

namespace Hush.Learning.Losses;

/// <summary>Binary cross-entropy: l = -(t ln p + (1 - t) ln(1 - p)), dl/dp = (p - t) / (p (1 - p)), for p and t in [0, 1].</summary>
/// <remarks>
/// As in PyTorch's BCELoss, logarithms are clamped to at least -100 and the divisor to at least 1e-12, so that p = 0 and p = 1
/// (a saturated sigmoid) give finite values. For p outside [0, 1] the result is NaN.
/// </remarks>
internal sealed class BinaryCrossEntropy : ILoss
{
    private const float MinLog = -100, MinDivisor = 1e-12f;

    /// <inheritdoc/>
    public string Name => "bce";

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
            float q = 1 - p;
            slope = (p - t) / MathF.Max(p * q, MinDivisor);
            float logP = MathF.Max(MathF.Log(p), MinLog), logQ = MathF.Max(MathF.Log(q), MinLog);
            return ((t - 1) * logQ) - (t * logP);
        }

        public static Vector<float> Term(Vector<float> p, Vector<float> t, out Vector<float> slope)
        {
            Vector<float> one = Vector<float>.One, smallest = Vector.Create(MinLog), q = one - p;
            slope = (p - t) / Vector.Max(p * q, Vector.Create(MinDivisor));
            Vector<float> logP = Vector.Max(Vector.Log(p), smallest), logQ = Vector.Max(Vector.Log(q), smallest);
            return ((t - one) * logQ) - (t * logP);
        }
    }
}
