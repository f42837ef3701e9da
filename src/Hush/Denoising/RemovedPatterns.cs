using System.Numerics.Tensors;
using Hush.Imaging.Estimation;

namespace Hush.Denoising;

/// <summary>
/// Detects patterns that a blind model has mistaken for noise, such as grids, halftones, woven cloth, and hatching, in blocks of 32x32
/// pixels of the residual. The autocorrelation of noise vanishes after a few pixels. A pattern has a peak at its period, and lines are
/// correlated along their direction. Measurements: <c>docs/decisions/0017-camera-noise.md</c>.
/// </summary>
internal sealed class RemovedPatterns
{
    private const int Side = 32, MinLag = 4, MaxLag = 12, Stride = Side + MaxLag;

    // A block with a higher autocorrelation at any lag is a pattern. Blocks of noise stay below it at all 260 lags.
    private const float MinCorrelation = 0.5f;

    // If the rest of the image has at least this fraction of the patterns' energy per pixel, it may hold undetected patterns.
    private const double MaxEnergyOfRest = 0.1;

    // Each row is padded with zeros, and so is the block, so that a single dot product gives the autocorrelation at a lag.
    private readonly float[] _block = new float[((Side + MaxLag) * Stride) + MaxLag];
    private double _squares, _patternSquares;
    private long _count, _patternCount;

    /// <summary>
    /// Whether patterns probably cover the whole image: most of the residual's energy is in them, and the other blocks have a similar
    /// energy, so they may hold undetected patterns.
    /// </summary>
    public bool AreEverywhere => _patternSquares > _squares
        && MeanSquare(_squares, _count) > MaxEnergyOfRest * MeanSquare(_patternSquares, _patternCount);

    /// <summary>Root mean square of the residual in blocks without a pattern, on the 0..255 scale. 0 if there are none.</summary>
    public double Noise => AreEverywhere ? 0 : Math.Sqrt(MeanSquare(_squares, _count));

    /// <summary>Whether the residual holds patterns, and no noise that can be distinguished from them.</summary>
    public bool HidesNoise => _patternSquares > 0 && (_count == 0 || AreEverywhere);

    /// <summary>Measures an image or a tile.</summary>
    /// <param name="before">Noisy pixels, [H, W, C]; infinite values and NaN are not counted.</param>
    /// <param name="after">Denoised pixels.</param>
    /// <param name="image">Their shape.</param>
    /// <param name="white">The value of white.</param>
    /// <param name="isFilled">Whether the value at an index is a filled gap, which is not counted; null if there are none.</param>
    public void Add(ReadOnlySpan<float> before, ReadOnlySpan<float> after, Shape image, float white, Func<int, bool>? isFilled = null)
    {
        for (int top = 0; top < image.H; top += Side)
        {
            for (int left = 0; left < image.W; left += Side)
            {
                bool pattern = HasPattern(before, after, image, top, left);
                double squares = 0;
                int count = 0, right = Math.Min(image.W, left + Side);
                for (int y = top, bottom = Math.Min(image.H, top + Side); y < bottom; y++)
                {
                    for (int i = ((y * image.W) + left) * image.C, end = ((y * image.W) + right) * image.C; i < end; i++)
                    {
                        if (!float.IsFinite(before[i]) || (isFilled is not null && isFilled(i)))
                            continue;
                        double removed = ResidualStatistics.Removed(before[i], after[i]) * 255 / white;
                        squares += removed * removed;
                        count++;
                    }
                }

                if (pattern)
                {
                    _patternSquares += squares;
                    _patternCount += count;
                }
                else
                {
                    _squares += squares;
                    _count += count;
                }
            }
        }
    }

    /// <summary>Restores removed patterns. The transition to the denoised surroundings is one block wide.</summary>
    /// <param name="noisy">The noisy image, [H, W, C].</param>
    /// <param name="clean">The denoised image, changed in place.</param>
    /// <param name="image">The shape of both.</param>
    public static void Restore(ReadOnlySpan<float> noisy, Span<float> clean, Shape image)
    {
        int across = (image.W + Side - 1) / Side, down = (image.H + Side - 1) / Side;
        var kept = new float[(down + 1) * (across + 1)];        // at the corners of the blocks
        var patterns = new RemovedPatterns();
        bool any = false;
        for (int row = 0; row < down; row++)
        {
            for (int column = 0; column < across; column++)
            {
                if (!patterns.HasPattern(noisy, clean, image, row * Side, column * Side))
                    continue;
                any = true;
                int corner = (row * (across + 1)) + column;
                kept[corner] = kept[corner + 1] = kept[corner + across + 1] = kept[corner + across + 2] = 1;
            }
        }

        if (!any)
            return;
        for (int y = 0; y < image.H; y++)
        {
            float vertical = (float)(y % Side) / Side;
            for (int x = 0; x < image.W; x++)
            {
                int corner = (y / Side * (across + 1)) + (x / Side);
                float horizontal = (float)(x % Side) / Side;
                float weight = float.Lerp(
                    float.Lerp(kept[corner], kept[corner + 1], horizontal),
                    float.Lerp(kept[corner + across + 1], kept[corner + across + 2], horizontal),
                    vertical);
                if (weight == 0)
                    continue;
                for (int i = ((y * image.W) + x) * image.C, end = i + image.C; i < end; i++)
                {
                    if (float.IsFinite(noisy[i]))
                        clean[i] = float.Lerp(clean[i], noisy[i], weight);
                }
            }
        }
    }

    private static double MeanSquare(double squares, long count) => squares / Math.Max(1, count);

    /// <summary>Whether the residual of a block is a pattern. At the right and bottom edges, the block that ends there is used.</summary>
    private bool HasPattern(ReadOnlySpan<float> before, ReadOnlySpan<float> after, Shape image, int top, int left)
    {
        if (image.H < Side || image.W < Side)
            return false;
        float energy = Load(before, after, image, Math.Min(top, image.H - Side), Math.Min(left, image.W - Side));
        if (!(energy > 0))
            return false;
        ReadOnlySpan<float> block = _block.AsSpan(0, Side * Stride);
        for (int down = 0; down <= MaxLag; down++)
        {
            for (int right = down == 0 ? MinLag : -MaxLag; right <= MaxLag; right++)
            {
                if (down < MinLag && Math.Abs(right) < MinLag)
                    continue;
                float overlap = (float)(Side - down) * (Side - Math.Abs(right)) / (Side * Side);
                if (TensorPrimitives.Dot(block, _block.AsSpan((down * Stride) + right, block.Length)) > MinCorrelation * overlap * energy)
                    return true;
            }
        }

        return false;
    }

    /// <summary>Loads a block of the residual, summed over the channels and without its mean. Returns its energy.</summary>
    private float Load(ReadOnlySpan<float> before, ReadOnlySpan<float> after, Shape image, int top, int left)
    {
        double mean = 0;
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                float removed = 0;
                for (int c = 0, i = (((top + y) * image.W) + left + x) * image.C; c < image.C; c++, i++)
                    removed += (float)ResidualStatistics.Removed(before[i], after[i]);
                _block[(y * Stride) + x] = removed;
                mean += removed;
            }
        }

        float center = (float)(mean / (Side * Side)), energy = 0;
        for (int y = 0; y < Side; y++)
        {
            foreach (ref float value in _block.AsSpan(y * Stride, Side))
            {
                value -= center;
                energy += value * value;
            }
        }

        return energy;
    }
}
