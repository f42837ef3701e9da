using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>The register tiles of <see cref="NarrowConvolution"/>, vectorized along the window.</summary>
internal static unsafe class NarrowTile
{
    /// <summary>
    /// y[p] = bias + dot product of window p and filter, plus the epilogue, for four pixels of one channel. w is [WindowCount].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void FourPixels<T>(float* x, float* w, float bias, float* y, in WindowGrid g, Epilogue epilogue)
        where T : struct, ILane<T>
    {
        nint step = g.InputPixelStep, pitch = g.WindowPitch, runPitch = g.RunPitch;
        int length = g.WindowLength, whole = length - (length % T.Width);
        T s0 = T.Zero, s1 = s0, s2 = s0, s3 = s0;
        float* line = x, filter = w;
        for (int row = g.WindowRows; row > 0; row--, line += pitch)
        {
            float* x0 = line;
            for (int run = g.WindowRuns; run > 0; run--, x0 += runPitch, filter += length)
            {
                float* x1 = x0 + step, x2 = x1 + step, x3 = x2 + step;
                for (nint k = 0; k < whole; k += T.Width)
                {
                    T v = T.Load(filter + k);
                    T.Accumulate(ref s0, T.Load(x0 + k), v);
                    T.Accumulate(ref s1, T.Load(x1 + k), v);
                    T.Accumulate(ref s2, T.Load(x2 + k), v);
                    T.Accumulate(ref s3, T.Load(x3 + k), v);
                }
            }
        }

        Vector128<float> sums = T.Sums(s0, s1, s2, s3) + Vector128.Create(bias);
        if (whole < length)
            sums += Rest(x, w, g, whole, 4);
        nint next = g.OutputPixelStep;
        Finish(sums.GetElement(0), y, g.Addend, epilogue);
        Finish(sums.GetElement(1), y + next, g.Addend, epilogue);
        Finish(sums.GetElement(2), y + (2 * next), g.Addend, epilogue);
        Finish(sums.GetElement(3), y + (3 * next), g.Addend, epilogue);
    }

    /// <summary>The same for one pixel, summed in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void OnePixel<T>(float* x, float* w, float bias, float* y, in WindowGrid g, Epilogue epilogue)
        where T : struct, ILane<T>
    {
        int length = g.WindowLength, whole = length - (length % T.Width);
        T sum = T.Zero;
        float* line = x, filter = w;
        for (int row = g.WindowRows; row > 0; row--, line += g.WindowPitch)
        {
            float* u = line;
            for (int run = g.WindowRuns; run > 0; run--, u += g.RunPitch, filter += length)
            {
                for (nint k = 0; k < whole; k += T.Width)
                    T.Accumulate(ref sum, T.Load(u + k), T.Load(filter + k));
            }
        }

        float total = T.Sum(sum) + bias;
        if (whole < length)
            total += Rest(x, w, g, whole, 1).GetElement(0);
        Finish(total, y, g.Addend, epilogue);
    }

    /// <summary>
    /// dw += the gradient of one vector of positions in each of up to three runs of the window. Even and odd pixels are summed
    /// separately.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Runs<T>(float* a, float* b, float* c, int runs, float* dy, float* dw, in WindowGrid g, int rows)
        where T : struct, ILane<T>
    {
        nint step = g.InputPixelStep, next = g.OutputPixelStep, line = g.InputRowStep - (g.Columns * step),
            gradientLine = g.OutputRowStep - (g.Columns * next);
        T a0 = T.Zero, b0 = a0, c0 = a0, a1 = a0, b1 = a0, c1 = a0;
        for (; rows > 0; rows--, a += line, b += line, c += line, dy += gradientLine)
        {
            int p = g.Columns;
            for (; p > 1; p -= 2, a += 2 * step, b += 2 * step, c += 2 * step, dy += 2 * next)
            {
                T u = T.Fill(dy[0]), v = T.Fill(dy[next]);
                T.Accumulate(ref a0, T.Load(a), u);
                T.Accumulate(ref b0, T.Load(b), u);
                T.Accumulate(ref c0, T.Load(c), u);
                T.Accumulate(ref a1, T.Load(a + step), v);
                T.Accumulate(ref b1, T.Load(b + step), v);
                T.Accumulate(ref c1, T.Load(c + step), v);
            }

            if (p > 0)
            {
                T u = T.Fill(*dy);
                T.Accumulate(ref a0, T.Load(a), u);
                T.Accumulate(ref b0, T.Load(b), u);
                T.Accumulate(ref c0, T.Load(c), u);
                a += step;
                b += step;
                c += step;
                dy += next;
            }
        }

        Add(T.Add(a0, a1), dw);
        if (runs > 1) Add(T.Add(b0, b1), dw + g.WindowLength);
        if (runs > 2) Add(T.Add(c0, c1), dw + (2 * g.WindowLength));
    }

    /// <summary>The gradient of one window position: the sum over rows and pixels of x * dy.</summary>
    public static float Correlation(float* x, float* dy, in WindowGrid g, int rows)
    {
        float sum = 0;
        for (; rows > 0; rows--, x += g.InputRowStep, dy += g.OutputRowStep)
        {
            for (int p = 0; p < g.Columns; p++)
                sum += dy[p * g.OutputPixelStep] * x[p * g.InputPixelStep];
        }

        return sum;
    }

    /// <summary>The remainder of up to four dot products that does not fill a vector.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<float> Rest(float* x, float* w, in WindowGrid g, int first, int pixels)
    {
        float* sums = stackalloc float[4];
        new Span<float>(sums, 4).Clear();
        for (int row = 0; row < g.WindowRows; row++)
        {
            for (int run = 0; run < g.WindowRuns; run++, w += g.WindowLength)
            {
                float* u = x + (row * g.WindowPitch) + (run * g.RunPitch);
                for (int p = 0; p < pixels; p++, u += g.InputPixelStep)
                {
                    for (int k = first; k < g.WindowLength; k++)
                        sums[p] += u[k] * w[k];
                }
            }
        }

        return Vector128.Load(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(float sum, float* y, nint addend, Epilogue epilogue)
    {
        if (epilogue.HasFlag(Epilogue.Accumulate))
            sum += y[addend];
        *y = epilogue.HasFlag(Epilogue.Relu) ? MathF.Max(sum, 0) : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T>(T sum, float* dw)
        where T : struct, ILane<T> => T.Store(T.Add(T.Load(dw), sum), dw);
}
