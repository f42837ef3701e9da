using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Direct convolution vectorized along the window, for one to four output channels: each output is the dot product of its window
/// and a filter. Weights are [channels, WindowCount].
/// </summary>
internal static unsafe class NarrowConvolution
{
    /// <summary><see cref="Forward{T}"/> at the vector width of this process.</summary>
    public static void Forward(
        float* x, float* w, float* bias, float* y, in WindowGrid g, int rows, int channels, Epilogue epilogue) =>
        VectorWidth.Run(new ForwardKernel(x, w, bias, y, g, rows, channels, epilogue));

    /// <summary><see cref="WeightGradient{T}"/> at the vector width of this process.</summary>
    public static void WeightGradient(float* x, float* dy, float* dw, in WindowGrid g, int rows, int channels) =>
        VectorWidth.Run(new WeightGradientKernel(x, dy, dw, g, rows, channels));

    /// <summary>y = bias + weights * (window of x), plus the epilogue.</summary>
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
                    NarrowTile.FourPixels<T>(x + (p * g.InputPixelStep), filter, bias[c], y + (p * g.OutputPixelStep) + c, g, epilogue);
                for (; p < g.Columns; p++)
                    NarrowTile.OnePixel<T>(x + (p * g.InputPixelStep), filter, bias[c], y + (p * g.OutputPixelStep) + c, g, epilogue);
            }
        }
    }

    /// <summary>dw += the sum over rows and pixels of (window of x) * dy. dw is [channels, WindowCount].</summary>
    public static void WeightGradient<T>(float* x, float* dy, float* dw, in WindowGrid g, int rows, int channels)
        where T : struct, ILane<T>
    {
        for (int c = 0; c < channels; c++)
        {
            int runs = g.WindowRows * g.WindowRuns;
            for (int run = 0; run < runs;)
            {
                int together = runs - run >= 3 ? 3 : runs - run;
                float* a = Run(x, run, g), b = Run(x, run + Math.Min(1, together - 1), g), d = Run(x, run + together - 1, g);
                int k = 0;
                for (; k + (2 * T.Width) <= g.WindowLength; k += 2 * T.Width)
                    NarrowTile.Runs<Pair<T>>(a + k, b + k, d + k, together, dy + c, dw + k, g, rows);
                for (; k + T.Width <= g.WindowLength; k += T.Width)
                    NarrowTile.Runs<T>(a + k, b + k, d + k, together, dy + c, dw + k, g, rows);
                for (; k < g.WindowLength; k++)
                {
                    for (int r = 0; r < together; r++)
                        dw[(r * g.WindowLength) + k] += NarrowTile.Correlation(Run(x, run + r, g) + k, dy + c, g, rows);
                }

                dw += together * g.WindowLength;
                run += together;
            }
        }
    }

    /// <summary>The start of a run in the window at x. Runs are numbered through all rows of the window.</summary>
    private static float* Run(float* x, int run, in WindowGrid g) =>
        x + (run / g.WindowRuns * g.WindowPitch) + (run % g.WindowRuns * g.RunPitch);

    private readonly struct ForwardKernel(
        float* x, float* w, float* bias, float* y, WindowGrid g, int rows, int channels, Epilogue epilogue)
        : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Forward<T>(x, w, bias, y, g, rows, channels, epilogue);
    }

    private readonly struct WeightGradientKernel(float* x, float* dy, float* dw, WindowGrid g, int rows, int channels) : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => WeightGradient<T>(x, dy, dw, g, rows, channels);
    }
}
