using System.Buffers;
using System.Numerics.Tensors;

namespace Hush.Imaging.Metrics;

/// <summary>
/// Convolution with a separable Gaussian window: weight(k) = exp(-k^2 / (2 sigma^2)) / sum, for k = -(size - 1)/2 .. (size - 1)/2.
/// Borders are reflected without repeating the edge pixel: columns ... 2 1 | 0 1 2 ... (OpenCV's BORDER_REFLECT_101).
/// </summary>
internal sealed class GaussianFilter
{
    private readonly float[] _weights;

    /// <summary>Creates a filter with a given window.</summary>
    /// <param name="size">Width and height of the window in pixels, odd, at least 1.</param>
    /// <param name="sigma">Standard deviation in pixels, greater than 0.</param>
    /// <exception cref="ArgumentException">The size is even or less than 1, or sigma is not a positive number.</exception>
    public GaussianFilter(int size, double sigma)
    {
        if (size < 1 || size % 2 == 0)
            throw new ArgumentException($"A Gaussian filter needs an odd size of at least 1 pixel, got {size}. Use 3, 5, 7, ...");
        if (!(sigma > 0 && double.IsFinite(sigma)))
            throw new ArgumentException($"A Gaussian filter needs a sigma above 0 pixels, got {sigma}. " +
                "To leave the image unchanged, do not filter it.");
        (Size, Sigma) = (size, sigma);
        _weights = [.. Window(size, sigma).Select(w => (float)w)];
    }

    /// <summary>Width and height of the window in pixels.</summary>
    public int Size { get; }

    /// <summary>Standard deviation of the untruncated Gaussian, in pixels.</summary>
    public double Sigma { get; }

    /// <summary>The weights of one dimension; they sum to 1.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Creates a filter whose window extends three sigma to each side: size = 2 ceil(3 sigma) + 1.</summary>
    /// <param name="sigma">Standard deviation in pixels, greater than 0.</param>
    public static GaussianFilter OfWidth(double sigma) => new((2 * (int)Math.Ceiling(3 * sigma)) + 1, sigma);

    /// <summary>
    /// Filters each channel. <paramref name="result"/> may be <paramref name="image"/> itself, but must not overlap it otherwise.
    /// </summary>
    /// <param name="image">[1, H, W, C]; H and W may be smaller than the window.</param>
    /// <param name="result">The output, of the same length.</param>
    /// <param name="shape">The shape of the image.</param>
    /// <exception cref="ShapeException">The length of a span does not match the shape, or the shape holds more than one
    /// image.</exception>
    public void Apply(ReadOnlySpan<float> image, Span<float> result, Shape shape)
    {
        Spans.EnsureMatch("A Gaussian filter", image, result, shape);
        if (image.IsEmpty) return;
        int radius = Size / 2, run = shape.W * shape.C;
        int padded = checked(run + (2 * radius * shape.C));
        float[] scratch = ArrayPool<float>.Shared.Rent(checked(image.Length + padded));
        Span<float> wide = scratch.AsSpan(0, padded), across = scratch.AsSpan(padded, image.Length);
        for (int y = 0; y < shape.H; y++)
        {
            Pad(image.Slice(y * run, run), wide, shape, radius);
            Span<float> row = across.Slice(y * run, run);
            for (int k = 0; k < Size; k++)
                Accumulate(wide.Slice(k * shape.C, run), _weights[k], row, first: k == 0);
        }

        for (int y = 0; y < shape.H; y++)
        {
            Span<float> row = result.Slice(y * run, run);
            for (int k = 0; k < Size; k++)
                Accumulate(across.Slice(Reflect(y + k - radius, shape.H) * run, run), _weights[k], row, first: k == 0);
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>The normalized weights in double precision.</summary>
    internal static double[] Window(int size, double sigma)
    {
        double[] weights = [.. Enumerable.Range(-(size / 2), size).Select(k => Math.Exp(-k * k / (2 * sigma * sigma)))];
        double sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    /// <summary>Maps index i into 0 .. count - 1 by reflection at the edge pixels, as often as needed.</summary>
    internal static int Reflect(int i, int count)
    {
        if (count == 1) return 0;
        int period = 2 * (count - 1), within = Math.Abs(i) % period;
        return within < count ? within : period - within;
    }

    private static void Pad(ReadOnlySpan<float> row, Span<float> wide, Shape shape, int radius)
    {
        var (_, _, w, c) = shape;
        row.CopyTo(wide[(radius * c)..]);
        for (int k = 1; k <= radius; k++)
        {
            row.Slice(Reflect(-k, w) * c, c).CopyTo(wide[((radius - k) * c)..]);
            row.Slice(Reflect(w - 1 + k, w) * c, c).CopyTo(wide[((radius + w - 1 + k) * c)..]);
        }
    }

    private static void Accumulate(ReadOnlySpan<float> x, float weight, Span<float> sum, bool first)
    {
        if (first) TensorPrimitives.Multiply(x, weight, sum);
        else TensorPrimitives.MultiplyAdd(x, weight, sum, sum);
    }
}
