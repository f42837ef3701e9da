using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hush.Numerics.Kernels.Lanes;

/// <summary>A 4x4 transposition in registers, the building block of larger transpositions.</summary>
internal readonly unsafe struct FourByFour
{
    private readonly Vector128<float> _a, _b, _c, _d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FourByFour(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        if (Sse.IsSupported)
        {
            Vector128<float> ab = Sse.UnpackLow(a, b), abHigh = Sse.UnpackHigh(a, b), cd = Sse.UnpackLow(c, d),
                cdHigh = Sse.UnpackHigh(c, d);
            (_a, _b) = (Sse.MoveLowToHigh(ab, cd), Sse.MoveHighToLow(cd, ab));
            (_c, _d) = (Sse.MoveLowToHigh(abHigh, cdHigh), Sse.MoveHighToLow(cdHigh, abHigh));
            return;
        }

        (_a, _b) = (Vector128.Create(a[0], b[0], c[0], d[0]), Vector128.Create(a[1], b[1], c[1], d[1]));
        (_c, _d) = (Vector128.Create(a[2], b[2], c[2], d[2]), Vector128.Create(a[3], b[3], c[3], d[3]));
    }

    /// <summary>Loads the columns of four rows that are <paramref name="apart"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourByFour OfColumns(float* rows, nint apart) => OfColumns(rows, rows + apart, rows + (2 * apart), rows + (3 * apart));

    /// <summary>Loads the columns of four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourByFour OfColumns(float* a, float* b, float* c, float* d) =>
        new(Vector128.Load(a), Vector128.Load(b), Vector128.Load(c), Vector128.Load(d));

    /// <summary>Stores the loaded columns as rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* a, float* b, float* c, float* d)
    {
        Vector128.Store(_a, a);
        Vector128.Store(_b, b);
        Vector128.Store(_c, c);
        Vector128.Store(_d, d);
    }

    /// <summary>Adds the loaded columns to four rows that are <paramref name="apart"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTo(float* rows, nint apart)
    {
        Vector128.Store(Vector128.Load(rows) + _a, rows);
        Vector128.Store(Vector128.Load(rows + apart) + _b, rows + apart);
        Vector128.Store(Vector128.Load(rows + (2 * apart)) + _c, rows + (2 * apart));
        Vector128.Store(Vector128.Load(rows + (3 * apart)) + _d, rows + (3 * apart));
    }
}
