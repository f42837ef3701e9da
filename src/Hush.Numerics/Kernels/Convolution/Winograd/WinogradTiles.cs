using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>Between an image and the transformed tiles of a block. What a tile would read beyond the image is zero.</summary>
internal static unsafe class WinogradTiles<T>
    where T : struct, ILane<T>
{
    private const int Side = WinogradTransform<T>.Side, Window = WinogradTransform<T>.Window;

    /// <summary>v = the transformed inputs of some tiles, [36][tile][channel].</summary>
    /// <param name="x">The window of the image's first result pixel.</param>
    /// <param name="g">How windows lie in memory.</param>
    /// <param name="height">Result rows of the image.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="tiles">How many.</param>
    /// <param name="channels">Channels, a multiple of the lane.</param>
    /// <param name="v">The result.</param>
    /// <param name="pitch">Floats from one of the 36 matrices to the next.</param>
    public static void Load(float* x, in WindowGrid g, int height, int first, int tiles, int channels, float* v, nint pitch)
    {
        float* half = stackalloc float[Window * Window * T.Width], edge = stackalloc float[Window * Window * T.Width];
        int across = WinogradRows.TilesAcross(g);
        for (int tile = 0; tile < tiles; tile++, v += channels)
        {
            int row = (first + tile) / across * Side, column = (first + tile) % across * Side;
            int rows = Math.Min(Window, height + 2 - row), columns = Math.Min(Window, g.Columns + 2 - column);
            float* from = x + (row * g.InputRowStep) + (column * g.InputPixelStep);
            if (rows == Window && columns == Window)
            {
                for (int c = 0; c < channels; c += T.Width)
                    WinogradTransform<T>.Input(from + c, g.InputRowStep, g.InputPixelStep, v + c, pitch, half);
                continue;
            }

            for (int c = 0; c < channels; c += T.Width)
            {
                Cut(from + c, g.InputRowStep, g.InputPixelStep, rows, columns, Window, edge);
                WinogradTransform<T>.Input(edge, Window * T.Width, T.Width, v + c, pitch, half);
            }
        }
    }

    /// <summary>m = the transformed gradients of some tiles, [36][tile][channel].</summary>
    /// <param name="dy">The gradient at the image's first pixel.</param>
    /// <param name="g">How results lie in memory.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="tiles">How many.</param>
    /// <param name="channels">Channels, a multiple of the lane.</param>
    /// <param name="m">The result.</param>
    /// <param name="pitch">Floats from one of the 36 matrices to the next.</param>
    public static void LoadGradient(float* dy, in WindowGrid g, int height, int first, int tiles, int channels, float* m, nint pitch)
    {
        float* half = stackalloc float[Window * Side * T.Width], edge = stackalloc float[Side * Side * T.Width];
        int across = WinogradRows.TilesAcross(g);
        for (int tile = 0; tile < tiles; tile++, m += channels)
        {
            int row = (first + tile) / across * Side, column = (first + tile) % across * Side;
            int rows = Math.Min(Side, height - row), columns = Math.Min(Side, g.Columns - column);
            float* from = dy + (row * g.OutputRowStep) + (column * g.OutputPixelStep);
            if (rows == Side && columns == Side)
            {
                for (int c = 0; c < channels; c += T.Width)
                    WinogradTransform<T>.OutputAdjoint(from + c, g.OutputRowStep, g.OutputPixelStep, m + c, pitch, half);
                continue;
            }

            for (int c = 0; c < channels; c += T.Width)
            {
                Cut(from + c, g.OutputRowStep, g.OutputPixelStep, rows, columns, Side, edge);
                WinogradTransform<T>.OutputAdjoint(edge, Side * T.Width, T.Width, m + c, pitch, half);
            }
        }
    }

    /// <summary>y = or += bias + the results of some tiles.</summary>
    /// <param name="m">Products, [36][tile][channel].</param>
    /// <param name="pitch">Floats from one of the 36 matrices to the next.</param>
    /// <param name="bias">A value for each channel.</param>
    /// <param name="y">The image's first result pixel.</param>
    /// <param name="g">How results lie in memory.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="tiles">How many.</param>
    /// <param name="channels">Channels, a multiple of the lane.</param>
    /// <param name="epilogue">What is done to each result.</param>
    public static void Store(
        float* m, nint pitch, float* bias, float* y, in WindowGrid g, int height, int first, int tiles, int channels, Epilogue epilogue)
    {
        float* half = stackalloc float[Window * Side * T.Width], results = stackalloc float[Side * Side * T.Width];
        int across = WinogradRows.TilesAcross(g);
        for (int tile = 0; tile < tiles; tile++, m += channels)
        {
            int row = (first + tile) / across * Side, column = (first + tile) % across * Side;
            int rows = Math.Min(Side, height - row), columns = Math.Min(Side, g.Columns - column);
            float* to = y + (row * g.OutputRowStep) + (column * g.OutputPixelStep);
            for (int c = 0; c < channels; c += T.Width)
            {
                WinogradTransform<T>.Output(m + c, pitch, results, half);
                Finish(results, T.Load(bias + c), to + c, g, rows, columns, epilogue);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(float* results, T bias, float* y, in WindowGrid g, int rows, int columns, Epilogue epilogue)
    {
        for (int i = 0; i < rows; i++)
        {
            float* from = results + (i * Side * T.Width), to = y + (i * g.OutputRowStep);
            for (int j = 0; j < columns; j++, from += T.Width, to += g.OutputPixelStep)
            {
                T value = T.Add(T.Load(from), bias);
                if (epilogue.HasFlag(Epilogue.Accumulate))
                    value = T.Add(T.Load(to), value);
                if (epilogue.HasFlag(Epilogue.Relu))
                    value = T.Max(T.Zero, value);      // in this order: a sum that is NaN stays NaN
                T.Store(value, to);
            }
        }
    }

    /// <summary>to = one lane of the first rows and columns of side x side values, zeros beyond.</summary>
    private static void Cut(float* from, nint rowStep, nint pixelStep, int rows, int columns, int side, float* to)
    {
        for (int i = 0; i < side; i++)
        {
            for (int j = 0; j < side; j++, to += T.Width)
                T.Store(i < rows && j < columns ? T.Load(from + (i * rowStep) + (j * pixelStep)) : T.Zero, to);
        }
    }
}
