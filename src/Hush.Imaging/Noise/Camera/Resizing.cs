using System.Buffers;
using System.Numerics.Tensors;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// Bicubic resizing with a = -1/2 (Keys, IEEE TASSP 29(6), 1981). When downsampling, the kernel is widened for antialiasing. Borders
/// repeat the edge pixel.
/// </summary>
internal static class Resizing
{
    /// <summary>Resizes <paramref name="source"/> to the size of <paramref name="result"/>.</summary>
    public static void Apply(Planes source, Planes result)
    {
        if ((source.Height, source.Width) == (result.Height, result.Width))
        {
            source.All.CopyTo(result.All);
            return;
        }

        int columns = Taps(source.Width, result.Width), rows = Taps(source.Height, result.Height);
        float[] rented = ArrayPool<float>.Shared.Rent(checked((source.Height * result.Width) + (result.Width * columns) + rows));
        Span<float> across = rented.AsSpan(0, source.Height * result.Width);
        Span<float> weights = rented.AsSpan(across.Length, result.Width * columns);
        Span<float> own = rented.AsSpan(across.Length + weights.Length, rows);
        for (int x = 0; x < result.Width; x++)
            Weights(x, source.Width, result.Width, weights.Slice(x * columns, columns));
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < source.Height; y++)
                Row(source[c].Slice(y * source.Width, source.Width), across.Slice(y * result.Width, result.Width), weights, columns);
            for (int y = 0; y < result.Height; y++)
            {
                Span<float> row = result[c].Slice(y * result.Width, result.Width);
                int first = Weights(y, source.Height, result.Height, own);
                row.Clear();
                for (int k = 0; k < rows; k++)
                {
                    int from = Math.Clamp(first + k, 0, source.Height - 1);
                    TensorPrimitives.MultiplyAdd(across.Slice(from * result.Width, result.Width), own[k], row, row);
                }
            }
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private static void Row(ReadOnlySpan<float> source, Span<float> result, ReadOnlySpan<float> weights, int taps)
    {
        for (int x = 0; x < result.Length; x++)
        {
            int first = First(x, source.Length, result.Length);
            float sum = 0;
            for (int k = 0; k < taps; k++)
                sum += source[Math.Clamp(first + k, 0, source.Length - 1)] * weights[(x * taps) + k];
            result[x] = sum;
        }
    }

    /// <summary>Kernel size in source pixels.</summary>
    private static int Taps(int source, int result) => (2 * (int)MathF.Ceiling(2 * Stretch(source, result))) + 1;

    private static float Stretch(int source, int result) => MathF.Max(1, (float)source / result);

    /// <summary>The first source pixel under the kernel of an output pixel; may be outside the image.</summary>
    private static int First(int at, int source, int result) =>
        (int)MathF.Floor(Center(at, source, result)) - (int)MathF.Ceiling(2 * Stretch(source, result));

    /// <summary>Position of an output pixel in source coordinates, where 0 is the center of the first pixel.</summary>
    private static float Center(int at, int source, int result) => ((at + 0.5f) * source / result) - 0.5f;

    private static int Weights(int at, int source, int result, Span<float> weights)
    {
        float center = Center(at, source, result), stretch = Stretch(source, result);
        int first = First(at, source, result);
        for (int k = 0; k < weights.Length; k++)
            weights[k] = Cubic((first + k - center) / stretch);
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum(weights), weights);
        return first;
    }

    private static float Cubic(float x)
    {
        x = MathF.Abs(x);
        return x < 1 ? (((1.5f * x) - 2.5f) * x * x) + 1 : x < 2 ? (((((-0.5f * x) + 2.5f) * x) - 4) * x) + 2 : 0;
    }
}
