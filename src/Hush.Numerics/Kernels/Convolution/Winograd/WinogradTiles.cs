using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>Moves data between images and the transformed tiles of a block, [36][tile][channel].</summary>
/// <remarks>
/// Images are padded with zeros: one row and column before the image, and after it as many as the last tiles read, up to four.
/// Gradients are padded with zeros up to the next multiple of four. channels is a multiple of the vector width; pitch is the
/// distance between two of the 36 matrices, in floats; tiles are numbered as in <see cref="WinogradArea"/>.
/// </remarks>
internal static unsafe class WinogradTiles<T>
    where T : struct, ILane<T>
{
    private const int Side = WinogradTransform<T>.Side;

    /// <summary>v = B' d B for each tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Load(float* x, in WindowGrid g, in WinogradArea area, int first, int tiles, int channels, float* v, nint pitch)
    {
        for (int tile = 0; tile < tiles; tile++, v += channels)
        {
            float* from = x + area.Window(first + tile);
            for (int c = 0; c < channels; c += T.Width)
            {
                if (area.Form == TileForm.Upsampled)
                    UpsampledTransform<T>.Input(from + c, g.InputRowStep, g.InputPixelStep, v + c, pitch);
                else
                    WinogradTransform<T>.Input(from + c, g.InputRowStep, g.InputPixelStep, v + c, pitch);
            }
        }
    }

    /// <summary>m = A dy A' for each tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void LoadGradient(float* dy, in WindowGrid g, in WinogradArea area, int first, int tiles, int channels, float* m,
        nint pitch)
    {
        for (int tile = 0; tile < tiles; tile++, m += channels)
        {
            float* from = dy + area.Result(first + tile).Offset;
            for (int c = 0; c < channels; c += T.Width)
                WinogradTransform<T>.OutputAdjoint(from + c, g.OutputRowStep, g.OutputPixelStep, m + c, pitch);
        }
    }

    /// <summary>y = bias + A' m A for each tile, plus the epilogue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Store(
        float* m, nint pitch, float* bias, float* y, in WindowGrid g, in WinogradArea area, int first, int tiles, int channels,
            Epilogue epilogue)
    {
        // Aligned to a cache line, which the stack is not: stores that straddle two lines are not forwarded to the loads that follow.
        const int Line = 16;
        float* memory = stackalloc float[(Side * Side * T.Width) + Line];
        float* results = (float*)(((nuint)memory + (Line * sizeof(float)) - 1) & ~(nuint)((Line * sizeof(float)) - 1));
        float min = epilogue.HasFlag(Epilogue.Relu) ? 0 : float.NegativeInfinity;
        bool adds = epilogue.HasFlag(Epilogue.Accumulate);
        for (int tile = 0; tile < tiles; tile++, m += channels)
        {
            var (offset, rows, columns) = area.Result(first + tile);
            for (int c = 0; c < channels; c += T.Width)
            {
                if (area.Form == TileForm.Pooled)
                    UpsampledTransform<T>.Output(m + c, pitch, results);
                else
                    WinogradTransform<T>.Output(m + c, pitch, results);
                Finish(results, T.Load(bias + c), T.Fill(min), y + offset + c, g, rows, columns, adds);
            }
        }
    }

    /// <summary>y = max(least, results + bias [+ addend]) for the rows and columns inside the image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Finish(float* results, T bias, T min, float* y, in WindowGrid g, int rows, int columns, bool adds)
    {
        nint row = g.OutputRowStep, pixel = g.OutputPixelStep, addend = g.Addend;
        for (; rows > 0; rows--, results += Side * T.Width, y += row)
        {
            float* from = results, to = y;
            for (int j = columns; j > 0; j--, from += T.Width, to += pixel)
            {
                T value = T.Add(T.Load(from), bias);
                if (adds)
                    value = T.Add(T.Load(to + addend), value);
                T.Store(T.Max(min, value), to);      // in this order: a NaN sum stays NaN
            }
        }
    }
}
