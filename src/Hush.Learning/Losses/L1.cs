using System.Numerics;

namespace Hush.Learning.Losses;

/// <summary>Absolute error: l = |p - t|, dl/dp = sign(p - t), which is 0 for p = t.</summary>
internal sealed class L1 : ILoss
{
    /// <inheritdoc/>
    public string Name => "l1";

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
            slope = d > 0 ? 1 : d < 0 ? -1 : 0;
            return MathF.Abs(d);
        }

        public static Vector<float> Term(Vector<float> p, Vector<float> t, out Vector<float> slope)
        {
            Vector<float> d = p - t, zero = Vector<float>.Zero, one = Vector<float>.One;
            Vector<float> up = Vector.ConditionalSelect(Vector.GreaterThan(d, zero), one, zero);
            slope = Vector.ConditionalSelect(Vector.LessThan(d, zero), -one, up);
            return Vector.Abs(d);
        }
    }
}
