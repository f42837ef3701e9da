using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps.Convolutions.Algorithms;

/// <summary>Direct convolution, vectorized over output channels, or along the window for up to four of them.</summary>
internal sealed unsafe class DirectAlgorithm(ProductShape shape, FilterPacking packing, PlanContext plan) : IProductAlgorithm
{
    private readonly WindowGrid _grid = shape.Grid;
    private readonly bool _narrow = FilterPacking.IsNarrow(shape.Outputs);
    private readonly Region _filters = plan.FilterMemory.Request(packing.Length, default, plan.Filters.Forward);

    private float* Filters => plan.FilterMemory.At(_filters.Offset);

    public void Prepare(in FilterView filters, float* scratch) => packing.Pack(filters, Filters);

    public void ForwardRows(float* x, float* y, int firstRow, int rows, float* bias, Epilogue epilogue, nint addend, int worker)
    {
        x += firstRow * _grid.InputRowStep;
        y += firstRow * _grid.OutputRowStep;
        if (_narrow)
            NarrowConvolution.Forward(x, Filters, bias, y, _grid with { Addend = addend }, rows, shape.Outputs, epilogue);
        else
            WideConvolution.Forward(x, Filters, bias, y, GridOf(firstRow, rows) with { Addend = addend }, rows, shape.Outputs, epilogue);
    }

    // Only the first and last rows of the image overlap the padding above and below it.
    private WindowGrid GridOf(int firstRow, int rows)
    {
        ImageSides inside = (firstRow > 0 ? ImageSides.Above : ImageSides.None) | (firstRow + rows < shape.Rows
            ? ImageSides.Below : ImageSides.None);
        return _grid with { Borders = _grid.Borders & ~inside };
    }

    public void Forward(float* x, float* y, int images, float* bias, Epilogue epilogue, nint addend, int worker)
    {
        for (; images > 0; images--, x += shape.InputImage, y += shape.OutputImage)
            ForwardRows(x, y, 0, shape.Rows, bias, epilogue, addend, worker);
    }

    public void AddGradient(float* x, float* dy, in WindowGrid g, nint gradientImage, int images, float* packed, bool adds, int worker)
    {
        if (!_narrow)
        {
            WideGradient.Add(x, dy, packed, g, new ImageSpan(images, shape.Rows, shape.InputImage, gradientImage), shape.Outputs, adds);
            return;
        }

        if (!adds)
            new Span<float>(packed, checked((int)packing.Length)).Clear();
        for (; images > 0; images--, x += shape.InputImage, dy += gradientImage)
            NarrowConvolution.WeightGradient(x, dy, packed, g, shape.Rows, shape.Outputs);
    }
}
