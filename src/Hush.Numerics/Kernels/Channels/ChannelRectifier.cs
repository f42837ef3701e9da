using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Channels;

/// <summary>Rectifiers with a slope per channel for negative values. Layouts are those of <see cref="ChannelAffine"/>.</summary>
internal static unsafe class ChannelRectifier
{
    /// <summary>y[p][c] = max(0, x[p][c]) + slope[c] * (x[p][c] - max(0, x[p][c])). x and y may be the same.</summary>
    public static void Apply(float* x, nint xStep, float* y, nint yStep, float* slope, int pixels, int channels) =>
        VectorWidth.Run(new ApplyKernel(x, xStep, y, yStep, slope, pixels, channels));

    /// <inheritdoc cref="Apply"/>
    public static void Apply<T>(float* x, nint xStep, float* y, nint yStep, float* slope, int pixels, int channels)
        where T : struct, ILane<T>
    {
        int c = 0;
        for (; c + T.Width <= channels; c += T.Width)
        {
            T a = T.Load(slope + c);
            for (nint p = 0; p < pixels; p++)
            {
                T value = T.Load(x + (p * xStep) + c), positive = T.Max(T.Zero, value);
                T.Store(T.MulAdd(a, T.Subtract(value, positive), positive), y + (p * yStep) + c);
            }
        }

        for (; c < channels; c++)
        {
            for (nint p = 0; p < pixels; p++)
            {
                float value = x[(p * xStep) + c], positive = MathF.Max(0, value);
                y[(p * yStep) + c] = (slope[c] * (value - positive)) + positive;
            }
        }
    }

    private readonly struct ApplyKernel(float* x, nint xStep, float* y, nint yStep, float* slope, int pixels, int channels) : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Apply<T>(x, xStep, y, yStep, slope, pixels, channels);
    }
}
