using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Channels;

/// <summary>
/// Per-channel affine maps, the elementwise parts of batch normalization. p is a pixel of the row and c a channel; x[p][c] is
/// at x + p * xStep + c, and y, dx and dy have the same layout with their own steps.
/// </summary>
internal static unsafe class ChannelAffine
{
    /// <summary>y[p][c] = scale[c] * x[p][c] + shift[c], or max(0, ...) of it if <c>relu</c>. x and y may be the same.</summary>
    public static void Apply(
        float* x, nint xStep, float* y, nint yStep, float* scale, float* shift, int pixels, int channels, bool relu) =>
        VectorWidth.Run(new ApplyKernel(x, xStep, y, yStep, scale, shift, pixels, channels, relu));

    /// <summary>dx[p][c] = a[c] * dy[p][c] + b[c] * x[p][c] + d[c], or += if <c>accumulate</c>. dx and dy may be the same.</summary>
    public static void Combine(
        float* dy, nint dyStep, float* x, nint xStep, float* dx, nint dxStep, float* a, float* b, float* d, int pixels, int channels,
        bool accumulate) =>
        VectorWidth.Run(new CombineKernel(dy, dyStep, x, xStep, dx, dxStep, a, b, d, pixels, channels, accumulate));

    /// <inheritdoc cref="Apply"/>
    public static void Apply<T>(
        float* x, nint xStep, float* y, nint yStep, float* scale, float* shift, int pixels, int channels, bool relu)
        where T : struct, ILane<T>
    {
        float floor = relu ? 0 : float.NegativeInfinity;
        int c = 0;
        for (; c + T.Width <= channels; c += T.Width)
        {
            T a = T.Load(scale + c), b = T.Load(shift + c), min = T.Fill(floor);
            for (nint p = 0; p < pixels; p++)
                T.Store(T.Max(min, T.MulAdd(a, T.Load(x + (p * xStep) + c), b)), y + (p * yStep) + c);
        }

        for (; c < channels; c++)
        {
            for (nint p = 0; p < pixels; p++)
                y[(p * yStep) + c] = MathF.Max((scale[c] * x[(p * xStep) + c]) + shift[c], floor);
        }
    }

    /// <inheritdoc cref="Combine"/>
    public static void Combine<T>(
        float* dy, nint dyStep, float* x, nint xStep, float* dx, nint dxStep, float* a, float* b, float* d, int pixels, int channels,
        bool accumulate)
        where T : struct, ILane<T>
    {
        int c = 0;
        for (; c + T.Width <= channels; c += T.Width)
        {
            T va = T.Load(a + c), vb = T.Load(b + c), vd = T.Load(d + c);
            for (nint p = 0; p < pixels; p++)
            {
                float* to = dx + (p * dxStep) + c;
                T value = T.MulAdd(va, T.Load(dy + (p * dyStep) + c), T.MulAdd(vb, T.Load(x + (p * xStep) + c), vd));
                T.Store(accumulate ? T.Add(T.Load(to), value) : value, to);
            }
        }

        for (; c < channels; c++)
        {
            for (nint p = 0; p < pixels; p++)
            {
                float* to = dx + (p * dxStep) + c;
                float value = (a[c] * dy[(p * dyStep) + c]) + (b[c] * x[(p * xStep) + c]) + d[c];
                *to = accumulate ? *to + value : value;
            }
        }
    }

    private readonly struct ApplyKernel(
        float* x, nint xStep, float* y, nint yStep, float* scale, float* shift, int pixels, int channels, bool relu)
        : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Apply<T>(x, xStep, y, yStep, scale, shift, pixels, channels, relu);
    }

    private readonly struct CombineKernel(
        float* dy, nint dyStep, float* x, nint xStep, float* dx, nint dxStep, float* a, float* b, float* d, int pixels, int channels,
        bool accumulate)
        : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Combine<T>(dy, dyStep, x, xStep, dx, dxStep, a, b, d, pixels, channels, accumulate);
    }
}
