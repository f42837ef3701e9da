using System.Buffers;
using System.Numerics.Tensors;
using Hush.Imaging.Metrics;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// A Gaussian filter whose sigma changes with every call, without allocations. Borders are mirrored as in <see cref="GaussianFilter"/>.
/// </summary>
internal static class SoftFilter
{
    private const int MaxRadius = 14;

    /// <summary>Filters a plane. <paramref name="result"/> must not overlap <paramref name="plane"/>.</summary>
    /// <param name="plane">[H, W].</param>
    /// <param name="result">[H, W].</param>
    /// <param name="height">Number of rows.</param>
    /// <param name="width">Number of columns.</param>
    /// <param name="sigma">Sigma in pixels, greater than 0 and at most 4.66. The window extends three sigma to each side.</param>
    public static void Apply(ReadOnlySpan<float> plane, Span<float> result, int height, int width, float sigma)
    {
        Span<float> buffer = stackalloc float[(2 * MaxRadius) + 1], weights = Window(buffer, sigma);
        int radius = weights.Length / 2, padded = width + (2 * radius);
        float[] rented = ArrayPool<float>.Shared.Rent(checked(plane.Length + padded));
        Span<float> wide = rented.AsSpan(0, padded), across = rented.AsSpan(padded, plane.Length);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> from = plane.Slice(y * width, width);
            from.CopyTo(wide[radius..]);
            for (int x = 1; x <= radius; x++)
            {
                wide[radius - x] = from[GaussianFilter.Reflect(-x, width)];
                wide[radius + width - 1 + x] = from[GaussianFilter.Reflect(width - 1 + x, width)];
            }

            Span<float> row = across.Slice(y * width, width);
            row.Clear();
            for (int k = 0; k < weights.Length; k++)
                TensorPrimitives.MultiplyAdd(wide.Slice(k, width), weights[k], row, row);
        }

        for (int y = 0; y < height; y++)
        {
            Span<float> row = result.Slice(y * width, width);
            row.Clear();
            for (int k = 0; k < weights.Length; k++)
            {
                int from = GaussianFilter.Reflect(y + k - radius, height);
                TensorPrimitives.MultiplyAdd(across.Slice(from * width, width), weights[k], row, row);
            }
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>
    /// Standard deviation of filtered white noise of standard deviation 1: the square root of the sum of the squared weights, for each
    /// dimension. A dimension of one pixel is not filtered.
    /// </summary>
    public static float Gain(float sigma, int height, int width)
    {
        Span<float> buffer = stackalloc float[(2 * MaxRadius) + 1], weights = Window(buffer, sigma);
        float gain = MathF.Sqrt(TensorPrimitives.SumOfSquares(weights));
        return (height > 1 ? gain : 1) * (width > 1 ? gain : 1);
    }

    private static Span<float> Window(Span<float> buffer, float sigma)
    {
        int radius = Math.Min(MaxRadius, (int)MathF.Ceiling(3 * sigma));
        Span<float> weights = buffer[..((2 * radius) + 1)];
        for (int k = 0; k < weights.Length; k++)
            weights[k] = MathF.Exp(-(k - radius) * (k - radius) / (2 * sigma * sigma));
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum(weights), weights);
        return weights;
    }
}
