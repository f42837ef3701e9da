using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Channels;

/// <summary>
/// Per-channel sums over the pixels of a row, for bias gradients and batch statistics. Each row is summed in float and added to
/// the totals in double, so means over millions of pixels stay accurate. x[p][c] is at x + p * step + c, dy[p][c] at dy + p * step + c.
/// </summary>
internal static unsafe class ChannelSums
{
    /// <summary>sum[c] += Σp x[p][c]; squares[c] += Σp x[p][c]², unless squares is null.</summary>
    public static void Moments(float* x, nint step, int pixels, int channels, double* sum, double* squares) =>
        VectorWidth.Run(new MomentsKernel(x, step, pixels, channels, sum, squares));

    /// <summary>sum[c] += Σp dy[p][c]; product[c] += Σp dy[p][c] * (x[p][c] - mean[c]).</summary>
    public static void Products(
        float* dy, nint dyStep, float* x, nint xStep, float* mean, int pixels, int channels, double* sum, double* product) =>
        VectorWidth.Run(new ProductsKernel(dy, dyStep, x, xStep, mean, pixels, channels, sum, product));

    /// <inheritdoc cref="Moments"/>
    public static void Moments<T>(float* x, nint step, int pixels, int channels, double* sum, double* squares)
        where T : struct, ILane<T>
    {
        float* lane = stackalloc float[T.Width];
        int c = 0;
        for (; c + T.Width <= channels; c += T.Width)
        {
            T s = T.Zero, q = T.Zero;
            for (nint p = 0; p < pixels; p++)
            {
                T v = T.Load(x + (p * step) + c);
                s = T.Add(s, v);
                T.Accumulate(ref q, v, v);
            }

            AddTo(s, lane, sum + c);
            if (squares != null)
                AddTo(q, lane, squares + c);
        }

        for (; c < channels; c++)
        {
            for (nint p = 0; p < pixels; p++)
            {
                double v = x[(p * step) + c];
                sum[c] += v;
                if (squares != null)
                    squares[c] += v * v;
            }
        }
    }

    /// <inheritdoc cref="Products"/>
    public static void Products<T>(
        float* dy, nint dyStep, float* x, nint xStep, float* mean, int pixels, int channels, double* sum, double* product)
        where T : struct, ILane<T>
    {
        float* lane = stackalloc float[T.Width];
        int c = 0;
        for (; c + T.Width <= channels; c += T.Width)
        {
            T s = T.Zero, q = T.Zero, m = T.Load(mean + c);
            for (nint p = 0; p < pixels; p++)
            {
                T d = T.Load(dy + (p * dyStep) + c);
                s = T.Add(s, d);
                T.Accumulate(ref q, d, T.Subtract(T.Load(x + (p * xStep) + c), m));
            }

            AddTo(s, lane, sum + c);
            AddTo(q, lane, product + c);
        }

        for (; c < channels; c++)
        {
            for (nint p = 0; p < pixels; p++)
            {
                double d = dy[(p * dyStep) + c];
                sum[c] += d;
                product[c] += d * (x[(p * xStep) + c] - mean[c]);
            }
        }
    }

    private static void AddTo<T>(T value, float* lane, double* total)
        where T : struct, ILane<T>
    {
        T.Store(value, lane);
        for (int i = 0; i < T.Width; i++)
            total[i] += lane[i];
    }

    private readonly struct MomentsKernel(float* x, nint step, int pixels, int channels, double* sum, double* squares) : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Moments<T>(x, step, pixels, channels, sum, squares);
    }

    private readonly struct ProductsKernel(
        float* dy, nint dyStep, float* x, nint xStep, float* mean, int pixels, int channels, double* sum, double* product)
        : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Products<T>(dy, dyStep, x, xStep, mean, pixels, channels, sum, product);
    }
}
