using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Convolution.Winograd;

namespace Hush.Learning.Plans.Steps.Convolutions.Algorithms;

/// <summary>
/// 3x3 windows with stride 1 by <see cref="WinogradConvolution"/>. Weight gradients are summed in the transformed domain, where each worker
/// has sums of its own, and brought back once for all images of a chunk.
/// </summary>
internal sealed unsafe class WinogradAlgorithm : IProductAlgorithm
{
    private readonly ProductShape _shape;
    private readonly FilterPacking _packing;
    private readonly Workspace _workspace;
    private readonly Region _filters;
    private readonly Region[] _sums;    // of each worker
    private readonly bool[] _begun;     // whether a worker's sums hold something

    /// <summary>Plans the products.</summary>
    /// <param name="shape">The extents; 3x3 windows.</param>
    /// <param name="packing">How filters are packed before they are transformed.</param>
    /// <param name="plan">Where it gets memory from.</param>
    public WinogradAlgorithm(ProductShape shape, FilterPacking packing, PlanContext plan)
    {
        (_shape, _packing, _workspace) = (shape, packing, plan.Memory);
        nint length = WinogradConvolution.FilterLength(_shape.Inputs, _shape.Outputs);
        _filters = _workspace.Share(length, default, plan.Filters.Forward);
        _begun = new bool[_workspace.Workers];
        _sums = plan.Training ? _workspace.ShareForWorkers(length, plan.Filters.Sums) : [];
        _workspace.ShareScratch(WinogradConvolution.ForwardScratch(_shape.Inputs, _shape.Outputs));
        _workspace.ShareScratch(WinogradConvolution.GradientScratch(_shape.Inputs, _shape.Outputs));
    }

    public void Prepare(in FilterView filters, float* scratch)
    {
        _packing.Pack(filters, scratch);
        WinogradConvolution.Transform(scratch, _workspace.At(_filters.Offset), _shape.Inputs, _shape.Outputs);
    }

    public void ForwardRows(float* x, float* y, int firstRow, int rows, float* bias, Epilogue epilogue, int worker) =>
        Forward(x, y, WinogradArea.Rows(_shape.Grid, _shape.Rows, firstRow, rows, _shape.Form), bias, epilogue, worker);

    public void Forward(float* x, float* y, int images, float* bias, Epilogue epilogue, int worker) =>
        Forward(x, y, Whole(images), bias, epilogue, worker);

    /// <summary>The first images overwrite the sums, except those that vanish for all images and so must be zero.</summary>
    public void BeginGradient(float* packed, int worker)
    {
        _begun[worker] = false;
        int matrix = _shape.Inputs * _shape.Outputs;
        WinogradArea area = Whole(1);
        for (int point = 0; point < WinogradConvolution.Points; point++)
        {
            if (area.Vanishes(point))
                new Span<float>(_workspace.At(_sums[worker].Offset) + ((nint)point * matrix), matrix).Clear();
        }
    }

    public void AddGradient(float* x, float* dy, in WindowGrid g, nint gradientImage, int images, float* packed, int worker)
    {
        var area = WinogradArea.Images(g, _shape.Rows, images, _shape.InputImage, gradientImage, _shape.Form);
        WinogradConvolution.FilterGradient(
            x, dy, _workspace.At(_sums[worker].Offset), g, area, _shape.Inputs, _shape.Outputs, _workspace.Scratch(worker), _begun[worker]);
        _begun[worker] = true;
    }

    public void EndGradient(float* packed, int worker)
    {
        new Span<float>(packed, checked((int)_packing.Length)).Clear();
        if (_begun[worker])
            WinogradConvolution.TransformGradient(_workspace.At(_sums[worker].Offset), packed, _shape.Inputs, _shape.Outputs);
    }

    private WinogradArea Whole(int images) =>
        WinogradArea.Images(_shape.Grid, _shape.Rows, images, _shape.InputImage, _shape.OutputImage, _shape.Form);

    private void Forward(float* x, float* y, in WinogradArea area, float* bias, Epilogue epilogue, int worker) => WinogradConvolution.Forward(
        x, _workspace.At(_filters.Offset), bias, y, _shape.Grid, area, _shape.Inputs, _shape.Outputs, epilogue, _workspace.Scratch(worker));
}
