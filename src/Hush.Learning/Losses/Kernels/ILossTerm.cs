using System.Numerics;

namespace Hush.Learning.Losses.Kernels;

/// <summary>The term l(p, t) of one element and its derivative dl/dp: the scalar reference and its vector form.</summary>
internal interface ILossTerm
{
    static abstract float Of(float p, float t, out float slope);

    static abstract Vector<float> Of(Vector<float> p, Vector<float> t, out Vector<float> slope);
}

/// <summary>l = (p - t)², dl/dp = 2 (p - t).</summary>
internal readonly struct SquaredError : ILossTerm
{
    public static float Of(float p, float t, out float slope)
    {
        float d = p - t;
        slope = d + d;
        return d * d;
    }

    public static Vector<float> Of(Vector<float> p, Vector<float> t, out Vector<float> slope)
    {
        Vector<float> d = p - t;
        slope = d + d;
        return d * d;
    }
}

/// <summary>l = |p - t|, dl/dp = sign(p - t), which is 0 for p = t.</summary>
internal readonly struct AbsoluteError : ILossTerm
{
    public static float Of(float p, float t, out float slope)
    {
        float d = p - t;
        slope = d > 0 ? 1 : d < 0 ? -1 : 0;
        return MathF.Abs(d);
    }

    public static Vector<float> Of(Vector<float> p, Vector<float> t, out Vector<float> slope)
    {
        Vector<float> d = p - t, zero = Vector<float>.Zero, one = Vector<float>.One;
        Vector<float> up = Vector.ConditionalSelect(Vector.GreaterThan(d, zero), one, zero);
        slope = Vector.ConditionalSelect(Vector.LessThan(d, zero), -one, up);
        return Vector.Abs(d);
    }
}

/// <summary>
/// l = -(t ln p + (1 - t) ln(1 - p)), dl/dp = (p - t) / (p (1 - p)), with logarithms of at least -100 and a divisor of at least 1e-12.
/// </summary>
internal readonly struct CrossEntropy : ILossTerm
{
    private const float MinLog = -100, MinDivisor = 1e-12f;

    public static float Of(float p, float t, out float slope)
    {
        float q = 1 - p;
        slope = (p - t) / MathF.Max(p * q, MinDivisor);
        float logP = MathF.Max(MathF.Log(p), MinLog), logQ = MathF.Max(MathF.Log(q), MinLog);
        return ((t - 1) * logQ) - (t * logP);
    }

    public static Vector<float> Of(Vector<float> p, Vector<float> t, out Vector<float> slope)
    {
        Vector<float> one = Vector<float>.One, smallest = Vector.Create(MinLog), q = one - p;
        slope = (p - t) / Vector.Max(p * q, Vector.Create(MinDivisor));
        Vector<float> logP = Vector.Max(Vector.Log(p), smallest), logQ = Vector.Max(Vector.Log(q), smallest);
        return ((t - one) * logQ) - (t * logP);
    }
}
