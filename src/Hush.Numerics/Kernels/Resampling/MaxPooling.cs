using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Resampling;

/// <summary>2x2 max pooling, one output row at a time. Steps (pixel to pixel) and pitches (row to row) are in floats.</summary>
internal static unsafe class MaxPooling
{
    /// <summary>y[p] = max of x[2p], x[2p + 1] and the two pixels below them, per channel. <c>pixels</c> counts outputs.</summary>
    public static void Forward(float* x, nint xPitch, nint xStep, float* y, nint yStep, int pixels, int channels) =>
        VectorWidth.Run(new ForwardKernel(x, xPitch, xStep, y, yStep, pixels, channels));

    /// <summary>
    /// dx = dy (or += if <c>accumulate</c>) at the first of the four pixels, in row-major order, that equals the maximum y; 0 at
    /// the others. dx has the layout of x, dy that of y.
    /// </summary>
    public static void Backward(
        float* x, nint xPitch, nint xStep, float* y, float* dy, nint yStep, float* dx, int pixels, int channels, bool accumulate) =>
        VectorWidth.Run(new BackwardKernel(x, xPitch, xStep, y, dy, yStep, dx, pixels, channels, accumulate));

    /// <inheritdoc cref="Forward"/>
    public static void Forward<T>(float* x, nint xPitch, nint xStep, float* y, nint yStep, int pixels, int channels)
        where T : struct, ILane<T>
    {
        for (int p = 0; p < pixels; p++, x += 2 * xStep, y += yStep)
        {
            float* below = x + xPitch;
            int c = 0;
            for (; c + T.Width <= channels; c += T.Width)
            {
                T top = T.Max(T.Load(x + c), T.Load(x + xStep + c));
                T bottom = T.Max(T.Load(below + c), T.Load(below + xStep + c));
                T.Store(T.Max(top, bottom), y + c);
            }

            for (; c < channels; c++)
                y[c] = MathF.Max(MathF.Max(x[c], x[xStep + c]), MathF.Max(below[c], below[xStep + c]));
        }
    }

    /// <inheritdoc cref="Backward"/>
    public static void Backward<T>(
        float* x, nint xPitch, nint xStep, float* y, float* dy, nint yStep, float* dx, int pixels, int channels, bool accumulate)
        where T : struct, ILane<T>
    {
        for (int p = 0; p < pixels; p++, x += 2 * xStep, dx += 2 * xStep, y += yStep, dy += yStep)
        {
            int c = 0;
            for (; c + T.Width <= channels; c += T.Width)
            {
                T max = T.Load(y + c), left = T.Load(dy + c);
                left = Give(x + c, dx + c, max, left, accumulate);
                left = Give(x + xStep + c, dx + xStep + c, max, left, accumulate);
                left = Give(x + xPitch + c, dx + xPitch + c, max, left, accumulate);
                _ = Give(x + xPitch + xStep + c, dx + xPitch + xStep + c, max, left, accumulate);
            }

            for (; c < channels; c++)
            {
                float left = dy[c];
                left = Give(x + c, dx + c, y[c], left, accumulate);
                left = Give(x + xStep + c, dx + xStep + c, y[c], left, accumulate);
                left = Give(x + xPitch + c, dx + xPitch + c, y[c], left, accumulate);
                _ = Give(x + xPitch + xStep + c, dx + xPitch + xStep + c, y[c], left, accumulate);
            }
        }
    }

    /// <summary>
    /// Assigns the remaining gradient to this pixel where it equals the maximum. Returns the gradient that remains for the next pixels.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Give<T>(float* x, float* dx, T max, T left, bool accumulate)
        where T : struct, ILane<T>
    {
        T mine = T.WhereEqual(T.Load(x), max, left);
        T.Store(accumulate ? T.Add(T.Load(dx), mine) : mine, dx);
        return T.Subtract(left, mine);
    }

    private static float Give(float* x, float* dx, float max, float left, bool accumulate)
    {
        float mine = *x == max ? left : 0;
        *dx = accumulate ? *dx + mine : mine;
        return left - mine;
    }

    private readonly struct ForwardKernel(
        float* x, nint xPitch, nint xStep, float* y, nint yStep, int pixels, int channels)
        : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Forward<T>(x, xPitch, xStep, y, yStep, pixels, channels);
    }

    private readonly struct BackwardKernel(
        float* x, nint xPitch, nint xStep, float* y, float* dy, nint yStep, float* dx, int pixels, int channels, bool accumulate)
        : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Backward<T>(x, xPitch, xStep, y, dy, yStep, dx, pixels, channels, accumulate);
    }
}
