using System.Runtime.InteropServices;
using Hush.Imaging.Estimation;

namespace Hush.Denoising;

/// <summary>
/// What a blind model removed, in blocks of 16x16 pixels. Noise differs by a factor of at most 2.7 between the blocks of an image, with
/// brightness and texture. A block from which much more was removed is a fine pattern that the model has mistaken for noise, such as
/// a grid or woven cloth. Gaps, clipped and flat blocks do not count. Measurements: <c>docs/decisions/0017-camera-noise.md</c>.
/// </summary>
internal sealed class RemovedBlocks
{
    private const int Side = 16, MinBlocks = 8;
    private const double TypicalRank = 0.35;
    private const double PatternStart = 2.7, PatternFull = 4;           // times the typical block
    private const double MinPatternStart = 10, MinPatternFull = 15;     // on the 0..255 scale
    private const double Black = 1.0 / 255, White = 254.0 / 255;

    private readonly List<(double Squares, int Count)> _blocks = [];
    private readonly List<double> _typical = [];

    /// <summary>Root mean square of what was removed on the 0..255 scale, not counting what exceeds the likely limit in a block.</summary>
    public double LikelyNoise
    {
        get
        {
            double limit = Limits().Start, squares = 0;
            long count = 0;
            foreach (var block in _blocks)
            {
                squares += RootMeanSquare(block) > limit ? limit * limit * block.Count : block.Squares;
                count += block.Count;
            }

            return Math.Sqrt(squares / Math.Max(1, count));
        }
    }

    /// <summary>Adds the blocks of an image or a tile.</summary>
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
                AddBlock(before, after, image, top, left, white, isFilled);
        }
    }

    /// <summary>Restores the patterns among the blocks of the only image that was added.</summary>
    /// <param name="noisy">The noisy image.</param>
    /// <param name="clean">The denoised image, changed in place.</param>
    /// <param name="image">The shape of both.</param>
    public void RestorePatterns(ReadOnlySpan<float> noisy, Span<float> clean, Shape image)
    {
        var (start, full) = Limits();
        int across = (image.W + Side - 1) / Side, down = (image.H + Side - 1) / Side;
        var kept = new float[_blocks.Count];
        bool any = false;
        for (int i = 0; i < kept.Length; i++)
        {
            double removed = RootMeanSquare(_blocks[i]);
            kept[i] = removed <= start ? 0 : (float)Math.Min(1, (removed - start) / (full - start));
            any |= kept[i] > 0;
        }

        if (!any)
            return;
        for (int y = 0; y < image.H; y++)
        {
            var (row, nextRow, rowWeight) = Between(y, down);
            for (int x = 0; x < image.W; x++)
            {
                var (column, nextColumn, columnWeight) = Between(x, across);
                float above = float.Lerp(kept[(row * across) + column], kept[(row * across) + nextColumn], columnWeight);
                float below = float.Lerp(kept[(nextRow * across) + column], kept[(nextRow * across) + nextColumn], columnWeight);
                float weight = float.Lerp(above, below, rowWeight);
                if (weight <= 0)
                    continue;
                for (int i = ((y * image.W) + x) * image.C, end = i + image.C; i < end; i++)
                {
                    if (float.IsFinite(noisy[i]))
                        clean[i] = float.Lerp(clean[i], noisy[i], weight);
                }
            }
        }
    }

    /// <summary>The two blocks whose centers enclose a pixel, and the weight of the second.</summary>
    private static (int First, int Second, float Weight) Between(int pixel, int blocks)
    {
        float position = ((pixel + 0.5f) / Side) - 0.5f;
        int first = (int)MathF.Floor(position);
        return (Math.Clamp(first, 0, blocks - 1), Math.Clamp(first + 1, 0, blocks - 1), position - first);
    }

    private static double RootMeanSquare((double Squares, int Count) block) => Math.Sqrt(block.Squares / Math.Max(1, block.Count));

    private void AddBlock(
        ReadOnlySpan<float> before, ReadOnlySpan<float> after, Shape image, int top, int left, float white, Func<int, bool>? isFilled)
    {
        double squares = 0;
        int count = 0, clipped = 0;
        bool isFlat = true;
        int bottom = Math.Min(image.H, top + Side), right = Math.Min(image.W, left + Side), corner = ((top * image.W) + left) * image.C;
        for (int y = top; y < bottom; y++)
        {
            int start = ((y * image.W) + left) * image.C, end = ((y * image.W) + right) * image.C;
            for (int i = start; i < end; i++)
            {
                // A model changes every value, so values that stayed the same are gaps.
                if (!float.IsFinite(before[i]) || before[i] == after[i] || (isFilled is not null && isFilled(i)))
                    continue;
                double removed = ResidualStatistics.Removed(before[i], after[i]) * 255 / white;
                squares += removed * removed;
                count++;
                isFlat &= before[i] == before[corner + ((i - start) % image.C)];
                if (before[i] <= Black * white || before[i] >= White * white)
                    clipped++;
            }
        }

        _blocks.Add((squares, count));
        if (!isFlat && clipped < (count + 1) / 2)        // a flat block cannot have noise
            _typical.Add(RootMeanSquare((squares, count)));
    }

    /// <summary>
    /// How much must be removed from a block, on the 0..255 scale, to take it for a pattern in part and entirely. Infinite for a few blocks.
    /// </summary>
    private (double Start, double Full) Limits()
    {
        if (_typical.Count < MinBlocks)
            return (double.PositiveInfinity, double.PositiveInfinity);
        CollectionsMarshal.AsSpan(_typical).Sort();
        double typical = _typical[(int)(TypicalRank * _typical.Count)];
        return (Math.Max(MinPatternStart, PatternStart * typical), Math.Max(MinPatternFull, PatternFull * typical));
    }
}
