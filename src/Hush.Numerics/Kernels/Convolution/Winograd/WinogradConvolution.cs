using System.Runtime.Intrinsics;
using Hush.Numerics.Kernels.Lanes;
using Hush.Numerics.Kernels.Matrices;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>
/// A 3x3 convolution by <see cref="WinogradTransform{T}"/>: blocks of 4x4 result tiles are transformed, multiplied as 36 matrices
/// (<see cref="MatrixProduct"/>), and transformed back, all in the second-level cache.
/// </summary>
/// <remarks>
/// Tiles begin at multiples of four rows and columns of the image, and a tile that reaches beyond the image sees zeros there. So a result
/// depends on its tile alone: neither blocks nor bands nor threads change a byte.
/// </remarks>
internal static unsafe class WinogradConvolution
{
    /// <summary>Rows and columns at whose multiples tiles begin; bands of rows must too.</summary>
    public const int Side = WinogradTransform<Lane128>.Side;

    /// <summary>Matrices in the place of one.</summary>
    public const int Points = WinogradTransform<Lane128>.Points;

    /// <summary>Floats of transformed filters.</summary>
    public static nint FilterLength(int inputs, int outputs) => Points * MatrixPitch(inputs, outputs);

    /// <summary>
    /// Floats from one matrix of transformed filters to the next: a cache line more than they fill. Channels are powers of two more often
    /// than not, and then the 36 places of a filter would fall on the same set of every cache.
    /// </summary>
    public static nint MatrixPitch(int inputs, int outputs) => ((nint)inputs * outputs) + 16;

    /// <summary>Floats of working memory that <see cref="Forward"/> needs.</summary>
    public static nint ForwardScratch(int inputs, int outputs) => WinogradBlock.ForResults(inputs, outputs).Length;

    /// <summary>Floats of working memory that <see cref="FilterGradient"/> needs.</summary>
    public static nint GradientScratch(int inputs, int outputs) => FilterLength(inputs, outputs) + WinogradBlock.ForGradient(inputs, outputs).Length;

    /// <summary><see cref="Transform{T}"/> on the widest lane of this machine.</summary>
    public static void Transform(float* packed, float* filters, int inputs, int outputs)
    {
        if (Vector512.IsHardwareAccelerated)
            Transform<Lane512>(packed, filters, inputs, outputs);
        else if (Vector256.IsHardwareAccelerated)
            Transform<Lane256>(packed, filters, inputs, outputs);
        else
            Transform<Lane128>(packed, filters, inputs, outputs);
    }

    /// <summary><see cref="Forward{T}"/> on the widest lane of this machine.</summary>
    public static void Forward(
        float* x, float* filters, float* bias, float* y, in WindowGrid g, in WinogradArea area, int inputs, int outputs, Epilogue epilogue, float* scratch)
    {
        if (Vector512.IsHardwareAccelerated)
            Forward<Lane512>(x, filters, bias, y, g, area, inputs, outputs, epilogue, scratch);
        else if (Vector256.IsHardwareAccelerated)
            Forward<Lane256>(x, filters, bias, y, g, area, inputs, outputs, epilogue, scratch);
        else
            Forward<Lane128>(x, filters, bias, y, g, area, inputs, outputs, epilogue, scratch);
    }

    /// <summary><see cref="FilterGradient{T}"/> on the widest lane of this machine.</summary>
    public static void FilterGradient(
        float* x, float* dy, float* dw, in WindowGrid g, in WinogradArea area, int inputs, int outputs, bool adds, float* scratch)
    {
        if (Vector512.IsHardwareAccelerated)
            FilterGradient<Lane512>(x, dy, dw, g, area, inputs, outputs, adds, scratch);
        else if (Vector256.IsHardwareAccelerated)
            FilterGradient<Lane256>(x, dy, dw, g, area, inputs, outputs, adds, scratch);
        else
            FilterGradient<Lane128>(x, dy, dw, g, area, inputs, outputs, adds, scratch);
    }

    /// <summary>
    /// filters = the transformed filters: 36 matrices in the panels of <see cref="WideConvolution"/>, [inputs, outputs] each,
    /// <see cref="MatrixPitch"/> apart.
    /// </summary>
    /// <param name="packed">A 3x3 convolution's filters in panels, as <see cref="WideConvolution"/> takes them.</param>
    /// <param name="filters">The result.</param>
    /// <param name="inputs">Input channels, a multiple of the lane.</param>
    /// <param name="outputs">Output channels, a multiple of the lane.</param>
    public static void Transform<T>(float* packed, float* filters, int inputs, int outputs)
        where T : struct, ILane<T>
    {
        nint pitch = MatrixPitch(inputs, outputs);
        for (int panel = 0, width; panel < outputs; panel += width)
        {
            width = RegisterTile.PanelWidth(outputs - panel, T.Width);
            float* from = packed + ((nint)panel * 9 * inputs), to = filters + ((nint)panel * inputs);
            for (nint i = 0; i < (nint)inputs * width; i += T.Width)
                FilterTransform<T>.Apply(from + i, (nint)inputs * width, to + i, pitch);
        }
    }

    /// <summary>y = bias + the 3x3 convolution of x, and what the epilogue adds.</summary>
    /// <param name="x">The window of the first image's first result pixel.</param>
    /// <param name="filters">Transformed filters.</param>
    /// <param name="bias">A value for each output channel.</param>
    /// <param name="y">The first image's first result pixel.</param>
    /// <param name="g">How windows and results lie in memory.</param>
    /// <param name="area">Which rows, or which images.</param>
    /// <param name="inputs">Input channels, a multiple of the lane.</param>
    /// <param name="outputs">Output channels, a multiple of the lane.</param>
    /// <param name="epilogue">What is done to each result.</param>
    /// <param name="scratch">Working memory.</param>
    public static void Forward<T>(
        float* x, float* filters, float* bias, float* y, in WindowGrid g, in WinogradArea area, int inputs, int outputs, Epilogue epilogue, float* scratch)
        where T : struct, ILane<T>
    {
        var block = WinogradBlock.ForResults(inputs, outputs);
        float* v = scratch, m = v + (WinogradTransform<T>.Points * block.InputPitch);
        nint matrix = MatrixPitch(inputs, outputs);
        int share = block.Share(area.Tiles);
        for (int point = 0; point < Points; point++)
        {
            if (area.Vanishes(point))
                new Span<float>(m + (point * block.OutputPitch), share * outputs).Clear();
        }

        for (int first = 0; first < area.Tiles; first += share)
        {
            int tiles = Math.Min(share, area.Tiles - first);
            WinogradTiles<T>.Load(x, g, area, first, tiles, inputs, v, block.InputPitch);
            for (int point = 0; point < Points; point++)
            {
                if (!area.Vanishes(point))
                    MatrixProduct.Run<T>(v + (point * block.InputPitch), tiles, inputs, filters + (point * matrix), outputs, m + (point * block.OutputPitch));
            }

            WinogradTiles<T>.Store(m, block.OutputPitch, bias, y, g, area, first, tiles, outputs, epilogue);
        }
    }

    /// <summary>dw = or += the gradient of the filters, summed over the area's pixels.</summary>
    /// <param name="x">The window of the first image's first result pixel.</param>
    /// <param name="dy">The gradient at the image's first result pixel.</param>
    /// <param name="dw">Gradients in the panels of <see cref="WideConvolution"/>.</param>
    /// <param name="g">How windows and results lie in memory.</param>
    /// <param name="area">Which rows, or which images.</param>
    /// <param name="inputs">Input channels, a multiple of the lane.</param>
    /// <param name="outputs">Output channels, a multiple of the lane.</param>
    /// <param name="adds">Whether dw keeps what it holds.</param>
    /// <param name="scratch">Working memory.</param>
    public static void FilterGradient<T>(
        float* x, float* dy, float* dw, in WindowGrid g, in WinogradArea area, int inputs, int outputs, bool adds, float* scratch)
        where T : struct, ILane<T>
    {
        float* dFilters = scratch, blocks = scratch + FilterLength(inputs, outputs);
        TransformedGradient<T>(x, dy, dFilters, g, area, inputs, outputs, blocks);
        TransformGradient<T>(dFilters, dw, inputs, outputs, adds);      // at once, while it is in the cache
    }

    /// <summary>dw = or += the adjoint of <see cref="Transform"/>, applied to the gradient of the transformed filters.</summary>
    /// <param name="dFilters">The gradient of the transformed filters.</param>
    /// <param name="dw">Gradients in the panels of <see cref="WideConvolution"/>.</param>
    /// <param name="inputs">Input channels, a multiple of the lane.</param>
    /// <param name="outputs">Output channels, a multiple of the lane.</param>
    /// <param name="adds">Whether dw keeps what it holds.</param>
    public static void TransformGradient<T>(float* dFilters, float* dw, int inputs, int outputs, bool adds)
        where T : struct, ILane<T>
    {
        nint pitch = MatrixPitch(inputs, outputs);
        for (int panel = 0, width; panel < outputs; panel += width)
        {
            width = RegisterTile.PanelWidth(outputs - panel, T.Width);
            float* from = dFilters + ((nint)panel * inputs), to = dw + ((nint)panel * 9 * inputs);
            for (nint i = 0; i < (nint)inputs * width; i += T.Width)
                FilterTransform<T>.Adjoint(from + i, pitch, to + i, (nint)inputs * width, adds);
        }
    }

    /// <summary>dFilters = the gradient of the transformed filters; zero in matrices that vanish.</summary>
    private static void TransformedGradient<T>(
        float* x, float* dy, float* dFilters, in WindowGrid g, in WinogradArea area, int inputs, int outputs, float* scratch)
        where T : struct, ILane<T>
    {
        var block = WinogradBlock.ForGradient(inputs, outputs);
        float* v = scratch, m = v + (Points * block.InputPitch);
        nint matrix = MatrixPitch(inputs, outputs);
        int share = block.Share(area.Tiles);
        for (int point = 0; point < Points; point++)
        {
            if (area.Vanishes(point))
                new Span<float>(dFilters + (point * matrix), inputs * outputs).Clear();
        }

        for (int first = 0; first < area.Tiles; first += share)
        {
            int tiles = Math.Min(share, area.Tiles - first);
            WindowGrid product = MatrixProduct.Grid(tiles, inputs, outputs);
            WinogradTiles<T>.Load(x, g, area, first, tiles, inputs, v, block.InputPitch);
            WinogradTiles<T>.LoadGradient(dy, g, area, first, tiles, outputs, m, block.OutputPitch);
            for (int point = 0; point < Points; point++)
            {
                if (area.Vanishes(point))
                    continue;
                WideGradient.Add<T>(
                    v + (point * block.InputPitch),
                    m + (point * block.OutputPitch),
                    dFilters + (point * matrix),
                    product,
                    new ImageSpan(1, 1),
                    outputs,
                    adds: first > 0);
            }
        }
    }
}
