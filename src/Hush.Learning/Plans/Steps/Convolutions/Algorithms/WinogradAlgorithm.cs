using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Convolution.Winograd;

namespace Hush.Learning.Plans.Steps.Convolutions.Algorithms;

/// <summary>
/// 3x3 windows with stride 1 by <see cref="WinogradConvolution"/>. Weight gradients are summed in the transformed domain, where each worker
/// has sums of its own, and brought back once for all images of a chunk.
/// </summary>
internal sealed unsafe class WinogradAlgorithm : IProductAlgorithm
{
    private readonly WindowGrid _grid;
    private readonly int _rows, _inputs, _outputs;
    private readonly Workspace _workspace;
    private readonly nint _filters;
    private readonly nint[] _sums;      // of each worker

    /// <summary>Plans the products.</summary>
    /// <param name="shape">The extents; <see cref="ProductShape.IsPlain3x3"/>.</param>
    /// <param name="plan">Where it gets memory from.</param>
    public WinogradAlgorithm(ProductShape shape, PlanContext plan)
    {
        (_grid, _rows, _inputs, _outputs) = shape;
        _workspace = plan.Memory;
        nint length = WinogradConvolution.FilterLength(_inputs, _outputs);
        _filters = _workspace.Reserve(length);
        _sums = plan.Training ? _workspace.ReserveForWorkers(length) : [];
        _workspace.ShareScratch(WinogradConvolution.ForwardScratch(_inputs, _outputs));
        _workspace.ShareScratch(WinogradConvolution.GradientScratch(_inputs, _outputs));
    }

    public void Prepare(float* packed) => WinogradConvolution.Transform(packed, _workspace.At(_filters), _inputs, _outputs);

    public void Forward(float* x, float* y, int firstRow, int rows, float* bias, Epilogue epilogue, int worker) =>
        WinogradConvolution.Forward(
            x, _workspace.At(_filters), bias, y, _grid, new WinogradRows(_rows, firstRow, rows), _inputs, _outputs, epilogue, _workspace.Scratch(worker));

    public void BeginGradient(int worker) =>
        new Span<float>(_workspace.At(_sums[worker]), checked((int)WinogradConvolution.FilterLength(_inputs, _outputs))).Clear();

    public void AddGradient(float* x, float* dy, float* packed, int worker) => WinogradConvolution.FilterGradient(
        x, dy, _workspace.At(_sums[worker]), _grid, WinogradRows.All(_rows), _inputs, _outputs, _workspace.Scratch(worker));

    public void EndGradient(float* packed, int worker) =>
        WinogradConvolution.TransformGradient(_workspace.At(_sums[worker]), packed, _inputs, _outputs);
}
