using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Hush.Imaging.Estimation;

/// <summary>
/// Covariance of patches of 8x8 pixels, cov = mean(x x') - mean(x) mean(x)', [64, 64]. Patches are gathered a block at a time with
/// their pixels apart, so that each product of two pixels is one dot product; sums over blocks are double.
/// </summary>
/// <param name="centre">A value near the patches' mean: subtracting it first keeps the sums small. Any is right.</param>
internal sealed class PatchCovariance(float centre)
{
    /// <summary>Pixels of a patch's side.</summary>
    public const int Side = 8;

    /// <summary>Pixels of a patch.</summary>
    public const int Pixels = Side * Side;

    private const int Block = 256;              // patches: a block takes 68 KB; the gap lets its rows not share cache sets
    private const int Pitch = Block + 16;

    private readonly float[] _block = new float[Pixels * Pitch];
    private readonly double[] _products = new double[Pixels * Pixels], _sums = new double[Pixels];
    private int _waiting;

    /// <summary>Patches added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a patch.</summary>
    /// <param name="patch">Its 64 values, row by row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // run many times, but soon over
    public void Add(ReadOnlySpan<float> patch)
    {
        for (int i = 0; i < Pixels; i++)
            _block[(i * Pitch) + _waiting] = patch[i] - centre;
        Count++;
        if (++_waiting == Block)
            Flush();
    }

    /// <summary>The covariance of all patches so far, both triangles.</summary>
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // run many times, but soon over
    private void Flush()
    {
        for (int i = 0; i < Pixels; i++)
        {
            ReadOnlySpan<float> x = Of(i);
            _sums[i] += TensorPrimitives.Sum(x);
            for (int j = i; j < Pixels; j++)
                _products[(i * Pixels) + j] += TensorPrimitives.Dot(x, Of(j));
        }

        _waiting = 0;
    }

    private ReadOnlySpan<float> Of(int pixel) => _block.AsSpan(pixel * Pitch, _waiting);
}
