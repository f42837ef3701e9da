using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hush.Numerics.Random.Kernels;

/// <summary>
/// Box–Muller transform: r = sqrt(-2 ln u), (x, y) = r (cos a, sin a), with u from one word and the angle a from another. Uses
/// only operations that are rounded once, so every vector width and every machine gives the same bits.
/// </summary>
/// <remarks>
/// ln is the exponent plus a polynomial in m - 1 for m in [sqrt(1/2), sqrt(2)]. The top bit of the angle word negates the cosine,
/// the next bit swaps sine and cosine, and the other thirty bits are an angle in [-pi/4, pi/4). The polynomials are weighted
/// least-squares fits with nearly equal error peaks: 4e-8 relative for ln, 4e-9 for sin, 1e-10 for cos, before rounding.
/// </remarks>
internal static class NormalKernel
{
    /// <summary>Numbers are made in groups: the first half from cosines, the second half from sines, or swapped.</summary>
    internal const int Group = 32, Half = 16;

    private const uint SqrtHalf = 0x3F3504F3;               // bit pattern of sqrt(1/2)
    private const uint Sign = 0x8000_0000;
    private const float Ln2 = 0.693147181f;
    private const float AngleUnit = 1.46291807e-9f;         // pi / 2^31: a quarter turn is 2^30 units
    private const float L0 = 0.333339095f, L1 = -0.250013381f, L2 = 0.199630618f, L3 = -0.165775865f, L4 = 0.149147868f,
        L5 = -0.142674759f, L6 = 0.0870035961f;
    private const float S0 = -0.166666552f, S1 = 0.008332178f, S2 = -0.000195172979f;
    private const float C0 = 0.0416666456f, C1 = -0.00138873677f, C2 = 2.44384501e-05f;

    /// <summary>Scalar reference: two independent standard normal numbers from two words.</summary>
    internal static (float X, float Y) Pair(uint radius, uint angle)
    {
        uint n = (radius >> 1) | 1;                         // u = n / 2^31, never 0: r is at most sqrt(62 ln 2) = 6.56
        uint bits = BitConverter.SingleToUInt32Bits((int)n);
        int exponent = (int)(bits - SqrtHalf) >> 23;
        float t = BitConverter.UInt32BitsToSingle(bits - ((uint)exponent << 23)) - 1;
        float q = Fma(Fma(Fma(Fma(Fma(Fma(L6, t, L5), t, L4), t, L3), t, L2), t, L1), t, L0);
        float t2 = t * t;
        float logarithm = Fma(exponent - 31, Ln2, Fma(t2, Fma(t, q, -0.5f), t));
        float r = MathF.Sqrt(logarithm * -2);

        float a = ((int)(angle << 2) >> 2) * AngleUnit;
        float a2 = a * a;
        float sine = Fma(a2 * a, Fma(Fma(S2, a2, S1), a2, S0), a);
        float cosine = Fma(a2, Fma(a2, Fma(Fma(C2, a2, C1), a2, C0), -0.5f), 1);
        if ((angle & Sign) != 0) cosine = -cosine;
        return (angle << 1 & Sign) != 0 ? (r * sine, r * cosine) : (r * cosine, r * sine);
    }

    /// <summary>In place, for each group of 32 values: (v[k], v[16 + k]) = <see cref="Pair"/>(bits of v[k], bits of v[16 + k]).</summary>
    internal static void Normals(Span<float> values) =>
        VectorWidth.RunWords(new Kernel(MemoryMarshal.Cast<float, uint>(values)));

    /// <inheritdoc cref="Normals"/>
    internal static void Normals<T>(Span<uint> words)
        where T : struct, IWordLane<T>
    {
        Debug.Assert(words.Length % Group == 0, "whole groups only");
        for (int group = 0; group < words.Length; group += Group)
        {
            for (int i = group; i < group + Half; i += T.Width)
            {
                Span<uint> first = words.Slice(i, T.Width), second = words.Slice(i + Half, T.Width);
                T angle = T.Load(second), r = Radius(T.Load(first)), a = Angle(angle);
                T a2 = T.FloatMultiply(a, a);
                T sine = T.FloatMultiply(r, Sine(a, a2));
                T cosine = T.FloatMultiply(r, T.Xor(Cosine(a2), T.And(angle, T.Fill(Sign))));
                T swap = T.ShiftRightSigned(T.ShiftLeft(angle, 1), 31);
                T.Store(T.Select(swap, sine, cosine), first);
                T.Store(T.Select(swap, cosine, sine), second);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Radius<T>(T word)
        where T : struct, IWordLane<T>
    {
        T bits = T.FloatFrom(T.Or(T.ShiftRight(word, 1), T.Fill(1)));
        T exponent = T.ShiftRightSigned(T.Subtract(bits, T.Fill(SqrtHalf)), 23);
        T t = T.FloatSubtract(T.Subtract(bits, T.ShiftLeft(exponent, 23)), T.Float(1));
        T q = T.FloatMulAdd(T.Float(L6), t, T.Float(L5));
        q = T.FloatMulAdd(q, t, T.Float(L4));
        q = T.FloatMulAdd(q, t, T.Float(L3));
        q = T.FloatMulAdd(q, t, T.Float(L2));
        q = T.FloatMulAdd(q, t, T.Float(L1));
        q = T.FloatMulAdd(q, t, T.Float(L0));
        T ofMantissa = T.FloatMulAdd(T.FloatMultiply(t, t), T.FloatMulAdd(t, q, T.Float(-0.5f)), t);
        T logarithm = T.FloatMulAdd(T.FloatFrom(T.Subtract(exponent, T.Fill(31))), T.Float(Ln2), ofMantissa);
        return T.FloatSqrt(T.FloatMultiply(logarithm, T.Float(-2)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Angle<T>(T word)
        where T : struct, IWordLane<T> =>
        T.FloatMultiply(T.FloatFrom(T.ShiftRightSigned(T.ShiftLeft(word, 2), 2)), T.Float(AngleUnit));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Sine<T>(T a, T a2)
        where T : struct, IWordLane<T> =>
        T.FloatMulAdd(
            T.FloatMultiply(a2, a),
            T.FloatMulAdd(T.FloatMulAdd(T.Float(S2), a2, T.Float(S1)), a2, T.Float(S0)),
            a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Cosine<T>(T a2)
        where T : struct, IWordLane<T> =>
        T.FloatMulAdd(
            a2,
            T.FloatMulAdd(a2, T.FloatMulAdd(T.FloatMulAdd(T.Float(C2), a2, T.Float(C1)), a2, T.Float(C0)), T.Float(-0.5f)),
            T.Float(1));

    private static float Fma(float a, float b, float sum) => MathF.FusedMultiplyAdd(a, b, sum);

    private readonly ref struct Kernel(Span<uint> words) : IWordKernel
    {
        private readonly Span<uint> _words = words;

        public void Run<T>()
            where T : struct, IWordLane<T> => Normals<T>(_words);
    }
}
