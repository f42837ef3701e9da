using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hush.Imaging.Estimation.Kernels;
using Hush.Numerics;

namespace Hush.Imaging.Estimation;

/// <summary>
/// Covariance of 8x8 patches, cov = mean(x x') - mean(x) mean(x)', [64, 64]. Patches are collected in blocks stored by pixel, so that
/// each entry is a dot product of two rows; sums over blocks are in double precision.
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    private void Flush()
    {
        int count = Align.Up(_waiting);         // whole vectors of zeros do not change the sums
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
            {
                PatchProducts.Add(
                    ref _block[i * Pitch],
                    ref _block[j * Pitch],
                    Pitch,
                    count,
                    _products.AsSpan((i * Pixels) + j, 4),
                    _products.AsSpan(((i + 1) * Pixels) + j, 4));
            }
        }

        _waiting = 0;
    }
}
