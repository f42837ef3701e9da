using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Convolution.Winograd;

namespace Hush.Learning.Plans.Steps.Convolutions.Algorithms;

/// <summary>
/// 3x3 windows with stride 1 by <see cref="WinogradConvolution"/>. The weight gradients of the images in one call are summed in the
/// transformed domain, then transformed back immediately: if they waited for the other images of the chunk, they would leave the cache.
/// </summary>
internal sealed unsafe class WinogradAlgorithm : IProductAlgorithm
{
    private readonly ProductShape _shape;
    private readonly FilterPacking _packing;
    private readonly Arena _arena, _filterMemory;
    private readonly Region _filters;

    public WinogradAlgorithm(ProductShape shape, FilterPacking packing, PlanContext plan)
    {
        (_shape, _packing, _arena, _filterMemory) = (shape, packing, plan.Memory, plan.FilterMemory);
        _filters = _filterMemory.Request(
            WinogradConvolution.FilterLength(_shape.Inputs, _shape.Outputs), default, plan.Filters.Forward);
        _arena.RequestScratch(WinogradConvolution.ForwardScratch(_shape.Inputs, _shape.Outputs));
        if (plan.Training)
            _arena.RequestScratch(WinogradConvolution.GradientScratch(_shape.Inputs, _shape.Outputs));
    }

    public void Prepare(in FilterView filters, float* scratch)
    {
        _packing.Pack(filters, scratch);
        WinogradConvolution.Transform(scratch, _filterMemory.At(_filters.Offset), _shape.Inputs, _shape.Outputs);
    }

    public void ForwardRows(float* x, float* y, int firstRow, int rows, float* bias, Epilogue epilogue, nint addend, int worker) =>
        Forward(x, y, WinogradArea.Rows(_shape.Grid, _shape.Rows, firstRow, rows, _shape.Form), bias, epilogue, addend, worker);

    public void Forward(float* x, float* y, int images, float* bias, Epilogue epilogue, nint addend, int worker) =>
        Forward(x, y, Whole(images), bias, epilogue, addend, worker);

    public void AddGradient(float* x, float* dy, in WindowGrid g, nint gradientImage, int images, float* packed, bool adds, int worker)
    {
        var area = WinogradArea.Images(g, _shape.Rows, images, _shape.InputImage, gradientImage, _shape.Form);
        WinogradConvolution.FilterGradient(x, dy, packed, g, area, _shape.Inputs, _shape.Outputs, adds, _arena.Scratch(worker));
    }

    private WinogradArea Whole(int images) =>
        WinogradArea.Images(_shape.Grid, _shape.Rows, images, _shape.InputImage, _shape.OutputImage, _shape.Form);

    private void Forward(float* x, float* y, in WinogradArea area, float* bias, Epilogue epilogue, nint addend, int worker) =>
        WinogradConvolution.Forward(
        x, _filterMemory.At(_filters.Offset), bias, y, _shape.Grid with { Addend = addend }, area, _shape.Inputs, _shape.Outputs, epilogue,
            _arena.Scratch(worker));
}
