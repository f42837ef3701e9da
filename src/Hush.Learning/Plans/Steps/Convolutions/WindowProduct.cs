using Hush.Numerics.Kernels.Channels;
using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps.Convolutions;

/// <summary>Windows of one buffer times packed filters into another: one convolution as the kernels see it. Here the algorithm is chosen.</summary>
/// <remarks>
/// Results of one to four channels go to <see cref="NarrowConvolution"/> (lanes along the window), all others to
/// <see cref="WideConvolution"/> (lanes across the output channels). The choice depends on channels alone, so that tiles of an image
/// give the bytes of the whole.
/// </remarks>
internal sealed unsafe class WindowProduct
{
    private readonly Workspace _workspace;
    private readonly PixelBuffer _input, _output;
    private readonly WindowGrid _grid;
    private readonly nint _inputStart, _outputStart;    // from a buffer's first pixel to the first window, and to the first result
    private readonly nint _packed;
    private readonly bool _narrow;

    private WindowProduct(
        Workspace workspace, PixelBuffer input, PixelBuffer output, WindowGrid grid, nint inputStart, nint outputStart, int columns)
    {
        (_workspace, _input, _output, _inputStart, _outputStart) = (workspace, input, output, inputStart, outputStart);
        bool oneRun = input.OwnsRows && input.Slots.Length + 4 > input.Stride;
        int slots = oneRun ? input.Stride : input.Slots[^1] + 1;
        _grid = grid with
        {
            WindowRuns = oneRun ? 1 : columns,
            RunPitch = input.Stride,
            WindowLength = oneRun ? columns * slots : slots,
        };
        Packing = new FilterPacking(grid.WindowRows, columns, input.Slots, slots, output.Slots, output.Used);
        _packed = workspace.Reserve(Packing.Length);
        _narrow = FilterPacking.IsNarrow(output.Used);
    }

    /// <summary>How filters are laid out for the kernel.</summary>
    public FilterPacking Packing { get; }

    /// <summary>A k x k convolution with stride 1 and zeros outside.</summary>
    public static WindowProduct Same(PixelBuffer input, PixelBuffer output, int kernel, Workspace workspace) => new(
        workspace,
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
        },
        -(kernel / 2) * (input.RowPitch + input.Stride),
        0,
        kernel);

    /// <summary>
    /// Result pixels (2y + i, 2x + j) only: windows of k x k coarse pixels around (y, x), the 2x2 ones beginning at (y - 1 + i, x - 1 + j).
    /// </summary>
    public static WindowProduct ToQuarter(PixelBuffer input, PixelBuffer output, int kernel, int i, int j, Workspace workspace) => new(
        workspace,
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
        kernel == 1 ? 0 : ((i - 1) * input.RowPitch) + ((j - 1) * input.Stride),
        (i * output.RowPitch) + (j * output.Stride),
        kernel);

    /// <summary>A window for each 2x2 block of the input: the block itself, or the 4x4 pixels around it.</summary>
    public static WindowProduct FromBlocks(PixelBuffer input, PixelBuffer output, int kernel, Workspace workspace) => new(
        workspace,
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
        kernel == 2 ? 0 : -(input.RowPitch + input.Stride),
        0,
        kernel);

    /// <summary>Lays filters out for the kernel.</summary>
    public void Pack(in FilterView filters) => Packing.Pack(filters, _workspace.At(_packed));

    /// <summary>Output = or += bias + windows times filters, for some rows of one image.</summary>
    public void Run(int slot, int firstRow, int rows, float* bias, Epilogue epilogue)
    {
        float* x = _input.Row(slot, 0) + _inputStart + (firstRow * _grid.InputRowStep);
        float* y = _output.Row(slot, 0) + _outputStart + (firstRow * _grid.OutputRowStep);
        if (_narrow)
            NarrowConvolution.Forward(x, _workspace.At(_packed), bias, y, _grid, rows, _output.Used, epilogue);
        else
            WideConvolution.Forward(x, _workspace.At(_packed), bias, y, _grid, rows, _output.Used, epilogue);
    }

    /// <summary>sums += windows of the input times the gradient of the output, one image, in the packed layout.</summary>
    /// <param name="slot">The image.</param>
    /// <param name="rows">Rows of windows.</param>
    /// <param name="gradient">The gradient; it lies as the output does.</param>
    /// <param name="sums">The chunk's sums.</param>
    public void AddWeightGradient(int slot, int rows, PixelBuffer gradient, float* sums)
    {
        float* x = _input.Row(slot, 0) + _inputStart;
        float* dy = gradient.Row(slot, 0) + _outputStart;
        if (_narrow)
            NarrowConvolution.WeightGradient(x, dy, sums, _grid, rows, _output.Used);
        else
            WideConvolution.WeightGradient(x, dy, sums, _grid, rows, _output.Used);
    }

    /// <summary>sums[c] += the gradient of the output in channel c, summed over the pixels that this product gives.</summary>
    public void AddBiasGradient(int slot, int rows, PixelBuffer gradient, double* sums)
    {
        float* dy = gradient.Row(slot, 0) + _outputStart;
        for (int row = 0; row < rows; row++, dy += _grid.OutputRowStep)
            ChannelSums.Moments(dy, _grid.OutputPixelStep, _grid.Columns, _output.Used, sums, null);
    }
}
