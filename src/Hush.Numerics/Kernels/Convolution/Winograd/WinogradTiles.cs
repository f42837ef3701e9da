using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>Between an image and the transformed tiles of a block.</summary>
/// <remarks>
/// Around the image are zeros: one row and column before it, and behind it as many as its last tiles read, up to four. The gradient has
/// zeros behind it up to the next multiple of four.
/// </remarks>
internal static unsafe class WinogradTiles<T>
    where T : struct, ILane<T>
{
    private const int Side = WinogradTransform<T>.Side;

    /// <summary>v = the transformed inputs of some tiles, [36][tile][channel].</summary>
    /// <param name="x">The window of the first image's first result pixel.</param>
    /// <param name="g">How windows lie in memory.</param>
    /// <param name="area">Where the tiles are.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="tiles">How many.</param>
    /// <param name="channels">Channels, a multiple of the lane.</param>
    /// <param name="v">The result.</param>
    /// <param name="pitch">Floats from one of the 36 matrices to the next.</param>
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

    /// <summary>m = the transformed gradients of some tiles, [36][tile][channel].</summary>
    /// <param name="dy">The gradient at the first image's first pixel.</param>
    /// <param name="g">How results lie in memory.</param>
    /// <param name="area">Where the tiles are.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="tiles">How many.</param>
    /// <param name="channels">Channels, a multiple of the lane.</param>
    /// <param name="m">The result.</param>
    /// <param name="pitch">Floats from one of the 36 matrices to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void LoadGradient(float* dy, in WindowGrid g, in WinogradArea area, int first, int tiles, int channels, float* m, nint pitch)
    {
        for (int tile = 0; tile < tiles; tile++, m += channels)
        {
            float* from = dy + area.Result(first + tile).Offset;
            for (int c = 0; c < channels; c += T.Width)
                WinogradTransform<T>.OutputAdjoint(from + c, g.OutputRowStep, g.OutputPixelStep, m + c, pitch);
        }
    }

    /// <summary>y = bias + the results of some tiles, and what the epilogue adds.</summary>
    /// <param name="m">Products, [36][tile][channel].</param>
    /// <param name="pitch">Floats from one of the 36 matrices to the next.</param>
    /// <param name="bias">A value for each channel.</param>
    /// <param name="y">The image's first result pixel.</param>
    /// <param name="g">How results lie in memory.</param>
    /// <param name="area">Where the tiles are.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="tiles">How many.</param>
    /// <param name="channels">Channels, a multiple of the lane.</param>
    /// <param name="epilogue">What is done to each result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Store(
        float* m, nint pitch, float* bias, float* y, in WindowGrid g, in WinogradArea area, int first, int tiles, int channels, Epilogue epilogue)
    {
        // Where lanes begin with a cache line: the stack does not, and a line's half is not forwarded from its store.
        const int Line = 16;
        float* memory = stackalloc float[(Side * Side * T.Width) + Line];
        float* results = (float*)(((nuint)memory + (Line * sizeof(float)) - 1) & ~(nuint)((Line * sizeof(float)) - 1));
        float least = epilogue.HasFlag(Epilogue.Relu) ? 0 : float.NegativeInfinity;
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
                Finish(results, T.Load(bias + c), T.Fill(least), y + offset + c, g, rows, columns, adds);
            }
        }
    }

    /// <summary>y = bias + results, and what is added to them, at least <paramref name="least"/>, for what lies within the image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Finish(float* results, T bias, T least, float* y, in WindowGrid g, int rows, int columns, bool adds)
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
                T.Store(T.Max(least, value), to);      // in this order: a sum that is NaN stays NaN
            }
        }
    }
}
