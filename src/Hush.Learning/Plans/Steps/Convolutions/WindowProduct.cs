using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;
using Hush.Learning.Plans.Steps.Convolutions.Algorithms;
using Hush.Numerics.Kernels.Channels;
using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Convolution.Winograd;

namespace Hush.Learning.Plans.Steps.Convolutions;

/// <summary>
/// The product of the windows of one buffer and packed filters, written to another buffer: a convolution as the kernels see it.
/// </summary>
internal sealed unsafe class WindowProduct
{
    private readonly FeatureMap _input, _output;
    private readonly WindowGrid _grid;
    private readonly nint _inputStart;      // offset of the first window from the input's first pixel
    private readonly int _rows;
    private readonly int _every, _firstRow, _firstColumn;       // the output pixels that are written: every n-th, from this row and column
    private readonly IProductAlgorithm _algorithm;
    private readonly bool[] _begun;         // per worker: true if its sum holds a value

    private WindowProduct(
        PlanContext plan,
        FeatureMap input,
        FeatureMap output,
        WindowGrid grid,
        int rows,
        nint inputStart,
        int columns,
        (int Every, int Row, int Column) results,
        TileForm? winograd = null,
        int dilation = 1)
    {
        (_input, _output, _rows, _inputStart) = (input, output, rows, inputStart);
        (_every, _firstRow, _firstColumn) = results;
        bool oneRun = IsOneRun(input) && dilation == 1;
        int slots = SlotsOf(input);
        _grid = grid with
        {
            WindowRuns = oneRun ? 1 : columns,
            RunPitch = dilation * (nint)input.Stride,
            WindowLength = oneRun ? columns * slots : slots,
        };
        Packing = new FilterPacking(grid.WindowRows, columns, input.Slots, slots, output.Slots, output.Used);
        var shape = new ProductShape(_grid, rows, slots, output.Used, input.ImagePitch, output.ImagePitch, winograd ?? TileForm.Plain);
        _begun = new bool[plan.Memory.Workers];
        _algorithm = winograd is null ? new DirectAlgorithm(shape, Packing, plan) : new WinogradAlgorithm(shape, Packing, plan);
    }

    /// <summary>The layout of the packed filters.</summary>
    public FilterPacking Packing { get; }

    /// <summary>A k x k convolution with stride 1 and zero padding.</summary>
    public static WindowProduct Same(FeatureMap input, FeatureMap output, int kernel, PlanContext plan) =>
        Same(input, output, kernel, plan, kernel == 3 && AlgorithmChoice.IsWinograd(input, output, plan.Mode) ? TileForm.Plain : null);

    /// <summary>A convolution with any odd window and dilation; the input has a halo as wide as its radius.</summary>
    public static WindowProduct General(FeatureMap input, FeatureMap output, GeneralConv2d layer, PlanContext plan) => new(
        plan,
        input,
        output,
        new WindowGrid
        {
            Columns = output.Width,
            InputRowStep = input.RowPitch,
            InputPixelStep = input.Stride,
            WindowPitch = layer.Dilation * input.RowPitch,
            WindowRows = layer.Height,
            WindowLength = 0,
            OutputRowStep = output.RowPitch,
            OutputPixelStep = output.Stride,
        },
        output.Height,
        -layer.Dilation * ((layer.Height / 2 * input.RowPitch) + (layer.Width / 2 * (nint)input.Stride)),
        layer.Width,
        (1, 0, 0),
        dilation: layer.Dilation);

    /// <summary>A 3x3 Winograd convolution, with a fused upsampling or its adjoint.</summary>
    public static WindowProduct Tiled(FeatureMap input, FeatureMap output, TileForm form, PlanContext plan) =>
        Same(input, output, 3, plan, form);

    /// <summary>Number of slots per input pixel that a product reads.</summary>
    public static int SlotsOf(FeatureMap input) => IsOneRun(input) ? input.Stride : input.Slots[^1] + 1;

    private static bool IsOneRun(FeatureMap input) => input.OwnsRows && input.Slots.Length + 4 > input.Stride;

    private static WindowProduct Same(FeatureMap input, FeatureMap output, int kernel, PlanContext plan, TileForm? winograd) => new(
        plan,
        input,
        output,
        new WindowGrid
        {
            Columns = output.Width,
            InputRowStep = input.RowPitch,
            InputPixelStep = input.Stride,
            WindowPitch = input.RowPitch,
            WindowRows = kernel,
            WindowLength = 0,
            OutputRowStep = output.RowPitch,
            OutputPixelStep = output.Stride,
            Borders = kernel == 3 ? ImageSides.Above | ImageSides.Below | ImageSides.Beside : ImageSides.None,
        },
        output.Height,
        -(kernel / 2) * (input.RowPitch + input.Stride),
        kernel,
        (1, 0, 0),
        winograd);

    /// <summary>
    /// Computes only output pixels (2y + i, 2x + j), from windows of k x k coarse pixels: (y, x) itself, or the 2x2 pixels from
    /// (y - 1 + i, x - 1 + j) on.
    /// </summary>
    public static WindowProduct ToQuarter(FeatureMap input, FeatureMap output, int kernel, int i, int j, PlanContext plan) => new(
        plan,
        input,
        output,
        new WindowGrid
        {
            Columns = input.Width,
            InputRowStep = input.RowPitch,
            InputPixelStep = input.Stride,
            WindowPitch = input.RowPitch,
            WindowRows = kernel,
            WindowLength = 0,
            OutputRowStep = 2 * output.RowPitch,
            OutputPixelStep = 2 * output.Stride,
        },
        input.Height,
        kernel == 1 ? 0 : ((i - 1) * input.RowPitch) + ((j - 1) * input.Stride),
        kernel,
        (2, i, j));

    /// <summary>One window per 2x2 block of the input: the block itself, or the 4x4 pixels around it.</summary>
    public static WindowProduct FromBlocks(FeatureMap input, FeatureMap output, int kernel, PlanContext plan) => new(
        plan,
        input,
        output,
        new WindowGrid
        {
            Columns = output.Width,
            InputRowStep = 2 * input.RowPitch,
            InputPixelStep = 2 * input.Stride,
            WindowPitch = input.RowPitch,
            WindowRows = kernel,
            WindowLength = 0,
            OutputRowStep = output.RowPitch,
            OutputPixelStep = output.Stride,
        },
        output.Height,
        kernel == 2 ? 0 : -(input.RowPitch + input.Stride),
        kernel,
        (1, 0, 0));

    /// <summary>Packs the filters. The scratch memory has the length of the packing.</summary>
    public void Pack(in FilterView filters, float* scratch) => _algorithm.Prepare(filters, scratch);

    /// <summary>output = bias + windows * filters, plus the epilogue, for some rows of one image.</summary>
    public void RunRows(ImageSlot image, int firstRow, int rows, float* bias, Epilogue epilogue, nint addend, int worker) =>
        _algorithm.ForwardRows(
        _input.Row(image, 0) + _inputStart, FirstResult(_output, image), firstRow, rows, bias, epilogue, addend, worker);

    /// <summary>output = bias + windows * filters, plus the epilogue, for several images.</summary>
    public void Run(ImageSlot image, int images, float* bias, Epilogue epilogue, nint addend, int worker) => _algorithm.Forward(
        _input.Row(image, 0) + _inputStart, FirstResult(_output, image), images, bias, epilogue, addend, worker);

    /// <summary>Starts the weight gradient sums of a chunk. The first images overwrite the memory.</summary>
    public void BeginGradient(int worker) => _begun[worker] = false;

    /// <summary>
    /// sums += windows of the input * the output gradient, in the packed layout. The gradient has the channel slots of the output.
    /// </summary>
    public void AddWeightGradient(ImageSlot image, int images, FeatureMap gradient, float* sums, int worker)
    {
        _algorithm.AddGradient(
            _input.Row(image, 0) + _inputStart, FirstResult(gradient, image), GridOver(gradient), gradient.ImagePitch, images, sums,
                _begun[worker], worker);
        _begun[worker] = true;
    }

    /// <summary>Ends the weight gradient sums of a chunk, which are zero if there was no image.</summary>
    public void EndGradient(float* sums, int worker)
    {
        if (!_begun[worker])
            new Span<float>(sums, checked((int)Packing.Length)).Clear();
    }

    /// <summary>sums[c] += the output gradient in channel c, summed over the pixels that this product computes.</summary>
    public void AddBiasGradient(ImageSlot image, FeatureMap gradient, double* sums)
    {
        WindowGrid g = GridOver(gradient);
        float* dy = FirstResult(gradient, image);
        for (int row = 0; row < _rows; row++, dy += g.OutputRowStep)
            ChannelSums.Moments(dy, g.OutputPixelStep, g.Columns, _output.Used, sums, null);
    }

    private float* FirstResult(FeatureMap results, ImageSlot image) =>
        results.Row(image, _firstRow) + (_firstColumn * (nint)results.Stride);

    /// <summary>The grid for a buffer whose row pitch may differ from that of the output.</summary>
    private WindowGrid GridOver(FeatureMap results) => _grid with { OutputRowStep = _every * results.RowPitch };
}
