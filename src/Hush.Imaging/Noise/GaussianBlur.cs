using Hush.Imaging.Metrics;
using Hush.Numerics;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// A Gaussian window of a fixed size, as OpenCV's GaussianBlur with that sigma given: the border is reflected without repeating its
/// pixel. The same for every key.
/// </summary>
public sealed class GaussianBlur : INoise
{
    /// <summary>The largest window.</summary>
    public const int LargestSize = 99;

    private readonly GaussianFilter _filter;

    /// <summary>A blur of the given size, its sigma by <see cref="SigmaOfSize"/>.</summary>
    /// <param name="size">Pixels of the window's side, odd, 1 to 99.</param>
    /// <exception cref="ArgumentException">The size is even or outside.</exception>
    public GaussianBlur(int size)
        : this(size, SigmaOfSize(size))
    {
    }

    /// <summary>A blur of the given size and sigma.</summary>
    /// <param name="size">Pixels of the window's side, odd, 1 to 99.</param>
    /// <param name="sigma">Standard deviation in pixels, above 0.</param>
    /// <exception cref="ArgumentException">The size is even or outside, or sigma is not a positive number.</exception>
    public GaussianBlur(int size, double sigma)
    {
        if (size is < 1 or > LargestSize || size % 2 == 0)
            throw new ArgumentException($"A blur needs an odd size from 1 to {LargestSize} pixels, got {size}. Use 3, 5, 7, ...");
        _filter = new GaussianFilter(size, sigma);
    }

    /// <inheritdoc/>
    public string Describe => $"Gaussian blur of {_filter.Size}x{_filter.Size} pixels, sigma {_filter.Sigma:0.##} pixels";

    /// <summary>OpenCV's sigma for a window whose sigma is not stated: 0.3 ((size - 1)/2 - 1) + 0.8. 3 -> 0.8, 5 -> 1.1.</summary>
    public static double SigmaOfSize(int size) => (0.3 * (((size - 1) * 0.5) - 1)) + 0.8;

    /// <inheritdoc/>
    public NoiseLevel? LevelOf(in RandomKey key) => null;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key) =>
        _filter.Apply(clean, noisy, image);
}
