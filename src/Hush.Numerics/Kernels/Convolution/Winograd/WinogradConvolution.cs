using Hush.Numerics.Kernels.Lanes;
using Hush.Numerics.Kernels.Matrices;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>
/// 3x3 convolution by <see cref="WinogradTransform{T}"/>: blocks of 4x4 output tiles are transformed, multiplied as 36 matrices
/// (<see cref="MatrixProduct"/>) and transformed back, all within the L2 cache.
/// </summary>
/// <remarks>
/// Tiles start at multiples of four rows and columns of the image, and a tile that extends past the image sees zeros there. An
/// output therefore depends on its tile alone, not on the division into blocks, bands or threads.
/// </remarks>
internal static unsafe class WinogradConvolution
{
    /// <summary>Tiles start at multiples of this row and column. So must bands of rows.</summary>
    public const int Side = WinogradTransform<Lane128>.Side;

    /// <summary>Number of matrices.</summary>
    public const int Points = WinogradTransform<Lane128>.Points;

    /// <summary>Size of the transformed filters, in floats.</summary>
    public static nint FilterLength(int inputs, int outputs) => Points * MatrixPitch(inputs, outputs);

    /// <summary>
    /// Floats from one matrix of transformed filters to the next, including one cache line of padding. Without it, the 36
    /// elements of a filter would map to the same cache set, because channel counts are usually powers of two.
    /// </summary>
    public static nint MatrixPitch(int inputs, int outputs) => ((nint)inputs * outputs) + 16;

    /// <summary>Scratch memory for <see cref="Forward"/>, in floats.</summary>
    public static nint ForwardScratch(int inputs, int outputs) => WinogradBlock.ForResults(inputs, outputs).Length;

    /// <summary>Scratch memory for <see cref="FilterGradient"/>, in floats.</summary>
    public static nint GradientScratch(int inputs, int outputs) =>
        FilterLength(inputs, outputs) + WinogradBlock.ForGradient(inputs, outputs).Length;

    /// <summary><see cref="Transform{T}"/> at the vector width of this process.</summary>
    public static void Transform(float* packed, float* filters, int inputs, int outputs) =>
        VectorWidth.Run(new TransformKernel(packed, filters, inputs, outputs));

    /// <summary><see cref="Forward{T}"/> at the vector width of this process.</summary>
    public static void Forward(
        float* x, float* filters, float* bias, float* y, in WindowGrid g, in WinogradArea area, int inputs, int outputs,
        Epilogue epilogue, float* scratch) =>
        VectorWidth.Run(new ForwardKernel(x, filters, bias, y, g, area, inputs, outputs, epilogue, scratch));

    /// <summary><see cref="FilterGradient{T}"/> at the vector width of this process.</summary>
    public static void FilterGradient(
        float* x, float* dy, float* dw, in WindowGrid g, in WinogradArea area, int inputs, int outputs, bool adds, float* scratch) =>
        VectorWidth.Run(new FilterGradientKernel(x, dy, dw, g, area, inputs, outputs, adds, scratch));

    /// <summary>
    /// Transforms the packed filters of a 3x3 <see cref="WideConvolution"/> into 36 matrices [inputs, outputs] in the same
    /// panels, <see cref="MatrixPitch"/> floats apart. inputs and outputs are multiples of the vector width.
    /// </summary>
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

    /// <summary>y = bias + 3x3 convolution of x, plus the epilogue. inputs and outputs are multiples of the vector width.</summary>
    public static void Forward<T>(
        float* x, float* filters, float* bias, float* y, in WindowGrid g, in WinogradArea area, int inputs, int outputs, Epilogue epilogue,
            float* scratch)
        where T : struct, ILane<T>
    {
        var block = WinogradBlock.ForResults(inputs, outputs);
        float* v = scratch, m = v + (WinogradTransform<T>.Points * block.InputPitch);
        nint matrix = MatrixPitch(inputs, outputs);
        int perBlock = block.TilesPerBlock(area.Tiles);
        for (int point = 0; point < Points; point++)
        {
            if (area.Vanishes(point))
                new Span<float>(m + (point * block.OutputPitch), perBlock * outputs).Clear();
        }

        for (int first = 0; first < area.Tiles; first += perBlock)
        {
            int tiles = Math.Min(perBlock, area.Tiles - first);
            WinogradTiles<T>.Load(x, g, area, first, tiles, inputs, v, block.InputPitch);
            for (int point = 0; point < Points; point++)
            {
                if (!area.Vanishes(point))
                    MatrixProduct.Run<T>(v + (point * block.InputPitch), tiles, inputs, filters + (point * matrix), outputs,
                        m + (point * block.OutputPitch));
            }

            WinogradTiles<T>.Store(m, block.OutputPitch, bias, y, g, area, first, tiles, outputs, epilogue);
        }
    }

    /// <summary>
    /// dw = (or += if <c>adds</c>) the gradient of the filters, summed over the pixels of the area, in the panels of
    /// <see cref="WideConvolution"/>.
    /// </summary>
    public static void FilterGradient<T>(
        float* x, float* dy, float* dw, in WindowGrid g, in WinogradArea area, int inputs, int outputs, bool adds, float* scratch)
        where T : struct, ILane<T>
    {
        float* dFilters = scratch, blocks = scratch + FilterLength(inputs, outputs);
        TransformedGradient<T>(x, dy, dFilters, g, area, inputs, outputs, blocks);
        TransformGradient<T>(dFilters, dw, inputs, outputs, adds);      // immediately, while dFilters is in the cache
    }

    /// <summary>dw = (or += if <c>adds</c>) the adjoint of <see cref="Transform"/>, applied to dFilters.</summary>
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

    /// <summary>dFilters = the gradient of the transformed filters; zero in the matrices that vanish.</summary>
    private static void TransformedGradient<T>(
        float* x, float* dy, float* dFilters, in WindowGrid g, in WinogradArea area, int inputs, int outputs, float* scratch)
        where T : struct, ILane<T>
    {
        var block = WinogradBlock.ForGradient(inputs, outputs);
        float* v = scratch, m = v + (Points * block.InputPitch);
        nint matrix = MatrixPitch(inputs, outputs);
        int perBlock = block.TilesPerBlock(area.Tiles);
        for (int point = 0; point < Points; point++)
        {
            if (area.Vanishes(point))
                new Span<float>(dFilters + (point * matrix), inputs * outputs).Clear();
        }

        for (int first = 0; first < area.Tiles; first += perBlock)
        {
            int tiles = Math.Min(perBlock, area.Tiles - first);
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

    private readonly struct TransformKernel(float* packed, float* filters, int inputs, int outputs) : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Transform<T>(packed, filters, inputs, outputs);
    }

    private readonly struct ForwardKernel(
        float* x, float* filters, float* bias, float* y, WindowGrid g, WinogradArea area, int inputs, int outputs,
        Epilogue epilogue, float* scratch)
        : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Forward<T>(x, filters, bias, y, g, area, inputs, outputs, epilogue, scratch);
    }

    private readonly struct FilterGradientKernel(
        float* x, float* dy, float* dw, WindowGrid g, WinogradArea area, int inputs, int outputs, bool adds, float* scratch)
        : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => FilterGradient<T>(x, dy, dw, g, area, inputs, outputs, adds, scratch);
    }
}
