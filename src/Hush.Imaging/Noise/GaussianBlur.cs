using Hush.Imaging.Metrics;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// Blurs with a Gaussian window of fixed size, like OpenCV's GaussianBlur with the same sigma. Borders are reflected without repeating
/// the edge pixel. Deterministic: the key is not used.
/// </summary>
internal sealed class GaussianBlur : INoise
{
    /// <summary>The maximum window size in pixels.</summary>
    public const int MaxSize = 99;

    private readonly GaussianFilter _filter;

    /// <summary>Creates a blur of a given size, with sigma from <see cref="SigmaOfSize"/>.</summary>
    /// <param name="size">Width and height of the window in pixels, odd, 1 to 99.</param>
    /// <exception cref="ArgumentException">The size is even or out of range.</exception>
    public GaussianBlur(int size)
        : this(size, SigmaOfSize(size))
    {
    }

    /// <summary>Creates a blur of a given size and sigma.</summary>
    /// <param name="size">Width and height of the window in pixels, odd, 1 to 99.</param>
    /// <param name="sigma">Standard deviation in pixels, greater than 0.</param>
    /// <exception cref="ArgumentException">The size is even or out of range, or sigma is not a positive number.</exception>
    public GaussianBlur(int size, double sigma)
    {
        if (size is < 1 or > MaxSize || size % 2 == 0)
            throw new ArgumentException($"A blur needs an odd size from 1 to {MaxSize} pixels, got {size}. Use 3, 5, 7, ...");
        _filter = new GaussianFilter(size, sigma);
    }

    /// <inheritdoc/>
    public string Description => $"Gaussian blur of {_filter.Size}x{_filter.Size} pixels, sigma {_filter.Sigma:0.##} pixels";

    /// <summary>OpenCV's default sigma for a window size: 0.3 ((size - 1)/2 - 1) + 0.8. Size 3 gives 0.8, size 5 gives 1.1.</summary>
    public static double SigmaOfSize(int size) => (0.3 * (((size - 1) * 0.5) - 1)) + 0.8;

    /// <inheritdoc/>
    public NoiseLevel? LevelOf(in RandomKey key) => null;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key) =>
        _filter.Apply(clean, noisy, image);
}
