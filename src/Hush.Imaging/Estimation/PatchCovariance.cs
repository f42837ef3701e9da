using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hush.Imaging.Estimation;

/// <summary>
/// Covariance of 8x8 patches, cov = mean(x x') - mean(x) mean(x)', [64, 64]. Patches are collected in blocks stored by pixel, so that
/// each entry is a dot product of two rows; sums over blocks are in double precision. Uses Vector&lt;T&gt; directly because the generic
/// methods of System.Numerics.Tensors would run unoptimized during most of an estimate (tiered compilation).
/// </summary>
/// <param name="center">A value near the patches' mean, subtracted for precision. Any value is correct.</param>
internal sealed class PatchCovariance(float center)
{
    /// <summary>Width and height of a patch.</summary>
    public const int Side = 8;

    /// <summary>Number of pixels in a patch.</summary>
    public const int Pixels = Side * Side;

    private const int Block = 256;              // patches; a block takes 68 KB; the padding of rows avoids cache set conflicts
    private const int Pitch = Block + 16;

    private readonly float[] _block = new float[Pixels * Pitch];
    private readonly double[] _products = new double[Pixels * Pixels], _sums = new double[Pixels];
    private int _waiting;

    public long Count { get; private set; }

    /// <param name="patch">64 values, row by row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // over before tiered compilation would optimize it
    public void Add(ReadOnlySpan<float> patch)
    {
        for (int i = 0; i < Pixels; i++)
            _block[(i * Pitch) + _waiting] = patch[i] - center;
        Count++;
        if (++_waiting == Block)
            Flush();
    }

    /// <summary>The covariance of all patches so far, as a full symmetric matrix.</summary>
    public double[] Result()
    {
        Debug.Assert(Count > 0);
        Flush();
        double[] covariance = new double[Pixels * Pixels];
        for (int i = 0; i < Pixels; i++)
        {
            for (int j = i; j < Pixels; j++)
            {
                double value = (_products[(i * Pixels) + j] / Count) - (_sums[i] / Count * (_sums[j] / Count));
                covariance[(i * Pixels) + j] = covariance[(j * Pixels) + i] = value;
            }
        }

        return covariance;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // over before tiered compilation would optimize it
    private void Flush()
    {
        int count = (_waiting + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        for (int i = 0; i < Pixels; i++)
        {
            float sum = 0;
            foreach (float value in _block.AsSpan(i * Pitch, _waiting))
                sum += value;
            _sums[i] += sum;
            _block.AsSpan((i * Pitch) + _waiting, count - _waiting).Clear();
        }

        for (int i = 0; i < Pixels; i += 2)
        {
            for (int j = i / 4 * 4; j < Pixels; j += 4)
                AddTile(i, j, count);
        }

        _waiting = 0;
    }

    /// <summary>products[i .. i + 1, j .. j + 3] += the dot products of these rows: eight sums for six loads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTile(int i, int j, int count)
    {
        ref float a = ref _block[i * Pitch], b = ref _block[j * Pitch];
        Vector<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (nuint k = 0; k < (nuint)count; k += (nuint)Vector<float>.Count)
        {
            Vector<float> x = Vector.LoadUnsafe(ref a, k), y = Vector.LoadUnsafe(ref a, k + Pitch);
            Vector<float> p = Vector.LoadUnsafe(ref b, k), q = Vector.LoadUnsafe(ref b, k + Pitch);
            Vector<float> r = Vector.LoadUnsafe(ref b, k + (2 * Pitch)), s = Vector.LoadUnsafe(ref b, k + (3 * Pitch));
            (a0, a1) = (Vector.FusedMultiplyAdd(x, p, a0), Vector.FusedMultiplyAdd(x, q, a1));
            (a2, a3) = (Vector.FusedMultiplyAdd(x, r, a2), Vector.FusedMultiplyAdd(x, s, a3));
            (b0, b1) = (Vector.FusedMultiplyAdd(y, p, b0), Vector.FusedMultiplyAdd(y, q, b1));
            (b2, b3) = (Vector.FusedMultiplyAdd(y, r, b2), Vector.FusedMultiplyAdd(y, s, b3));
        }

        Span<double> first = _products.AsSpan((i * Pixels) + j, 4), second = _products.AsSpan(((i + 1) * Pixels) + j, 4);
        first[0] += Vector.Sum(a0);
        first[1] += Vector.Sum(a1);
        first[2] += Vector.Sum(a2);
        first[3] += Vector.Sum(a3);
        second[0] += Vector.Sum(b0);
        second[1] += Vector.Sum(b1);
        second[2] += Vector.Sum(b2);
        second[3] += Vector.Sum(b3);
    }
}
