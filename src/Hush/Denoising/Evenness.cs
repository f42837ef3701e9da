using Hush.Imaging.Estimation;

namespace Hush.Denoising;

/// <summary>
/// How evenly a residual is spread over the image: the median root mean square of its blocks of 16x16 pixels, relative to that of all
/// blocks. Noise is everywhere, so its evenness is close to 1 or, if a camera has smoothed flat areas, still above 0.1. Fine texture and
/// the artifacts of JPEG that are mistaken for noise are in few places. Measurements: <c>docs/decisions/0017-camera-noise.md</c>.
/// </summary>
internal sealed class Evenness
{
    private const int Side = 16;

    private readonly List<double> _meanSquares = [];

    /// <summary>The evenness, from 0 to 1 or slightly more; 0 without blocks and if nothing was removed.</summary>
    public double Value
    {
        get
        {
            double mean = _meanSquares.Count == 0 ? 0 : _meanSquares.Average();
            return mean > 0 ? Math.Sqrt(_meanSquares.Order().ElementAt(_meanSquares.Count / 2) / mean) : 0;
        }
    }

    /// <summary>Adds an image or a tile.</summary>
    /// <param name="before">Noisy pixels, [H, W, C]; infinite values and NaN are not counted.</param>
    /// <param name="after">Denoised pixels.</param>
    /// <param name="image">Their shape.</param>
    /// <param name="isFilled">Whether the value at an index is a filled gap, which is not counted; null if there are none.</param>
    public void Add(ReadOnlySpan<float> before, ReadOnlySpan<float> after, Shape image, Func<int, bool>? isFilled = null)
    {
        for (int top = 0; top + Side <= image.H; top += Side)
        {
            for (int left = 0; left + Side <= image.W; left += Side)
            {
                double squares = 0;
                int count = 0;
                for (int y = top; y < top + Side; y++)
                {
                    for (int i = ((y * image.W) + left) * image.C, end = i + (Side * image.C); i < end; i++)
                    {
                        if (!float.IsFinite(before[i]) || (isFilled is not null && isFilled(i)))
                            continue;
                        double removed = ResidualStatistics.Removed(before[i], after[i]);
                        squares += removed * removed;
                        count++;
                    }
                }

                if (count > 0)
                    _meanSquares.Add(squares / count);
            }
        }
    }
}
