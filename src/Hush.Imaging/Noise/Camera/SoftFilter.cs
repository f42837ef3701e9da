using System.Buffers;
using System.Numerics.Tensors;
using Hush.Imaging.Metrics;

namespace Hush.Imaging.Noise.Camera;

/// <summary>A Gaussian filter of any width on a plane, its window drawn for each image: nothing is allocated. Borders are mirrored as in
/// <see cref="GaussianFilter"/>.</summary>
internal static class SoftFilter
{
    private const int LargestRadius = 14;

    /// <summary>result = the filtered plane; not the same memory.</summary>
    /// <param name="plane">Rows from top to bottom.</param>
    /// <param name="result">As long.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="sigma">Pixels, above 0, at most 4; the window reaches three times as far.</param>
    public static void Apply(ReadOnlySpan<float> plane, Span<float> result, int height, int width, float sigma)
    {
        Span<float> buffer = stackalloc float[(2 * LargestRadius) + 1], weights = Window(buffer, sigma);
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

    /// <summary>Deviation of what white noise of deviation 1 becomes: the sum of the squared weights of one direction.</summary>
    public static float Gain(float sigma)
    {
        Span<float> buffer = stackalloc float[(2 * LargestRadius) + 1], weights = Window(buffer, sigma);
        return TensorPrimitives.SumOfSquares(weights);
    }

    private static Span<float> Window(Span<float> buffer, float sigma)
    {
        int radius = Math.Min(LargestRadius, (int)MathF.Ceiling(3 * sigma));
        Span<float> weights = buffer[..((2 * radius) + 1)];
        for (int k = 0; k < weights.Length; k++)
            weights[k] = MathF.Exp(-(k - radius) * (k - radius) / (2 * sigma * sigma));
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum(weights), weights);
        return weights;
    }
}
