using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Direct convolution with lanes along the window, for results of one to four channels: each result is a scalar product of its
/// window with a filter. Weights are [channel, WindowCount].
/// </summary>
internal static unsafe class NarrowConvolution
{
    /// <summary><see cref="Forward{T}"/> on the widest lane of this machine.</summary>
    public static void Forward(
        float* x, float* w, float* bias, float* y, in WindowGrid g, int rows, int channels, Epilogue epilogue)
    {
        if (Vector512.IsHardwareAccelerated)
            Forward<Lane512>(x, w, bias, y, g, rows, channels, epilogue);
        else if (Vector256.IsHardwareAccelerated)
            Forward<Lane256>(x, w, bias, y, g, rows, channels, epilogue);
        else
            Forward<Lane128>(x, w, bias, y, g, rows, channels, epilogue);
    }

    /// <summary><see cref="WeightGradient{T}"/> on the widest lane of this machine.</summary>
    public static void WeightGradient(float* x, float* dy, float* dw, in WindowGrid g, int rows, int channels)
    {
        if (Vector512.IsHardwareAccelerated)
            WeightGradient<Lane512>(x, dy, dw, g, rows, channels);
        else if (Vector256.IsHardwareAccelerated)
            WeightGradient<Lane256>(x, dy, dw, g, rows, channels);
        else
            WeightGradient<Lane128>(x, dy, dw, g, rows, channels);
    }

    /// <summary>y = or += bias + windows of x times weights.</summary>
    /// <param name="x">The window of the first result pixel.</param>
    /// <param name="w">Weights, [channels, WindowCount].</param>
    /// <param name="bias">A value for each channel.</param>
    /// <param name="y">The first result pixel.</param>
    /// <param name="g">How windows and results lie in memory.</param>
    /// <param name="rows">Result rows.</param>
    /// <param name="channels">Output channels, 1 to 4.</param>
    /// <param name="epilogue">What is done to each result.</param>
    public static void Forward<T>(
        float* x, float* w, float* bias, float* y, in WindowGrid g, int rows, int channels, Epilogue epilogue)
        where T : struct, ILane<T>
    {
        for (int row = 0; row < rows; row++, x += g.InputRowStep, y += g.OutputRowStep)
        {
            for (int c = 0; c < channels; c++)
            {
                float* filter = w + ((nint)c * g.WindowCount);
                int p = 0;
                for (; p + 4 <= g.Columns; p += 4)
                    FourPixels<T>(x + (p * g.InputPixelStep), filter, bias[c], y + (p * g.OutputPixelStep) + c, g, epilogue);
                for (; p < g.Columns; p++)
                {
                    float sum = Product<T>(x + (p * g.InputPixelStep), filter, bias[c], g);
                    Finish(sum, y + (p * g.OutputPixelStep) + c, epilogue);
                }
            }
        }
    }

    /// <summary>dw += the sum over rows and pixels of windows of x times dy.</summary>
    /// <param name="x">The window of the first result pixel.</param>
    /// <param name="dy">The gradient at the first result pixel.</param>
    /// <param name="dw">Gradients, [channels, WindowCount].</param>
    /// <param name="g">How windows and results lie in memory.</param>
    /// <param name="rows">Result rows.</param>
    /// <param name="channels">Output channels, 1 to 4.</param>
    public static void WeightGradient<T>(float* x, float* dy, float* dw, in WindowGrid g, int rows, int channels)
        where T : struct, ILane<T>
    {
        for (int c = 0; c < channels; c++)
        {
            for (int run = 0; run < g.WindowRows * g.WindowRuns; run++)
            {
                float* u = Run(x, run, g);
                int k = 0;
                for (; k + (6 * T.Width) <= g.WindowLength; k += 6 * T.Width, dw += 6 * T.Width)
                    SixLanes<T>(u + k, dy + c, dw, g, rows);
                for (; k + T.Width <= g.WindowLength; k += T.Width, dw += T.Width)
                    OneLane<T>(u + k, dy + c, dw, g, rows);
                for (; k < g.WindowLength; k++, dw++)
                    *dw += Correlation(u + k, dy + c, g, rows);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FourPixels<T>(float* x, float* w, float bias, float* y, in WindowGrid g, Epilogue epilogue)
        where T : struct, ILane<T>
    {
        nint step = g.InputPixelStep, next = g.OutputPixelStep;
        int length = g.WindowLength;
        T s0 = T.Zero, s1 = s0, s2 = s0, s3 = s0;
        float t0 = bias, t1 = bias, t2 = bias, t3 = bias;
        for (int run = 0; run < g.WindowRows * g.WindowRuns; run++, w += length)
        {
            float* x0 = Run(x, run, g), x1 = x0 + step, x2 = x1 + step, x3 = x2 + step;
            nint k = 0;
            for (; k + T.Width <= length; k += T.Width)
            {
                T v = T.Load(w + k);
                s0 = T.MulAdd(T.Load(x0 + k), v, s0);
                s1 = T.MulAdd(T.Load(x1 + k), v, s1);
                s2 = T.MulAdd(T.Load(x2 + k), v, s2);
                s3 = T.MulAdd(T.Load(x3 + k), v, s3);
            }

            for (; k < length; k++)
            {
                t0 += x0[k] * w[k];
                t1 += x1[k] * w[k];
                t2 += x2[k] * w[k];
                t3 += x3[k] * w[k];
            }
        }

        Finish(t0 + T.Sum(s0), y, epilogue);
        Finish(t1 + T.Sum(s1), y + next, epilogue);
        Finish(t2 + T.Sum(s2), y + (2 * next), epilogue);
        Finish(t3 + T.Sum(s3), y + (3 * next), epilogue);
    }

    /// <summary>bias + one window times one filter, in the same order of sums as in a tile of four.</summary>
    private static float Product<T>(float* x, float* w, float bias, in WindowGrid g)
        where T : struct, ILane<T>
    {
        T sum = T.Zero;
        float rest = bias;
        for (int run = 0; run < g.WindowRows * g.WindowRuns; run++, w += g.WindowLength)
        {
            float* u = Run(x, run, g);
            int k = 0;
            for (; k + T.Width <= g.WindowLength; k += T.Width)
                sum = T.MulAdd(T.Load(u + k), T.Load(w + k), sum);
            for (; k < g.WindowLength; k++)
                rest += u[k] * w[k];
        }

        return rest + T.Sum(sum);
    }

    /// <summary>Where a run of the window at x begins; runs are counted through all its rows.</summary>
    private static float* Run(float* x, int run, in WindowGrid g) =>
        x + (run / g.WindowRuns * g.WindowPitch) + (run % g.WindowRuns * g.RunPitch);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(float sum, float* y, Epilogue epilogue)
    {
        if (epilogue.HasFlag(Epilogue.Accumulate))
            sum += *y;
        *y = epilogue.HasFlag(Epilogue.Relu) ? MathF.Max(sum, 0) : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SixLanes<T>(float* x, float* dy, float* dw, in WindowGrid g, int rows)
        where T : struct, ILane<T>
    {
        nint step = g.InputPixelStep, next = g.OutputPixelStep;
        T s0 = T.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
        for (; rows > 0; rows--, x += g.InputRowStep, dy += g.OutputRowStep)
        {
            float* u = x, d = dy;
            for (int p = g.Columns; p > 0; p--, u += step, d += next)
            {
                T v = T.Fill(*d);
                s0 = T.MulAdd(T.Load(u), v, s0);
                s1 = T.MulAdd(T.Load(u + T.Width), v, s1);
                s2 = T.MulAdd(T.Load(u + (2 * T.Width)), v, s2);
                s3 = T.MulAdd(T.Load(u + (3 * T.Width)), v, s3);
                s4 = T.MulAdd(T.Load(u + (4 * T.Width)), v, s4);
                s5 = T.MulAdd(T.Load(u + (5 * T.Width)), v, s5);
            }
        }

        Add(s0, dw);
        Add(s1, dw + T.Width);
        Add(s2, dw + (2 * T.Width));
        Add(s3, dw + (3 * T.Width));
        Add(s4, dw + (4 * T.Width));
        Add(s5, dw + (5 * T.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OneLane<T>(float* x, float* dy, float* dw, in WindowGrid g, int rows)
        where T : struct, ILane<T>
    {
        T sum = T.Zero;
        for (; rows > 0; rows--, x += g.InputRowStep, dy += g.OutputRowStep)
        {
            for (int p = 0; p < g.Columns; p++)
                sum = T.MulAdd(dy[p * g.OutputPixelStep], T.Load(x + (p * g.InputPixelStep)), sum);
        }

        Add(sum, dw);
    }

    private static float Correlation(float* x, float* dy, in WindowGrid g, int rows)
    {
        float sum = 0;
        for (; rows > 0; rows--, x += g.InputRowStep, dy += g.OutputRowStep)
        {
            for (int p = 0; p < g.Columns; p++)
                sum += dy[p * g.OutputPixelStep] * x[p * g.InputPixelStep];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T>(T sum, float* dw)
        where T : struct, ILane<T> => T.Store(T.Add(T.Load(dw), sum), dw);
}
