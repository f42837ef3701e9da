using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps.Convolutions.Algorithms;

/// <summary>The definition, for any window: lanes across the output channels, or along the window where there are at most four.</summary>
/// <param name="shape">The extents.</param>
/// <param name="packing">How filters are packed.</param>
/// <param name="memory">Where it gets memory from.</param>
internal sealed unsafe class DirectAlgorithm(ProductShape shape, FilterPacking packing, Workspace memory) : IProductAlgorithm
{
    private readonly WindowGrid _grid = shape.Grid;
    private readonly bool _narrow = FilterPacking.IsNarrow(shape.Outputs);
    private readonly nint _filters = memory.Reserve(packing.Length);

    public void Prepare(in FilterView filters, float* scratch) => packing.Pack(filters, memory.At(_filters));

    public void ForwardRows(float* x, float* y, int firstRow, int rows, float* bias, Epilogue epilogue, int worker)
    {
        x += firstRow * _grid.InputRowStep;
        y += firstRow * _grid.OutputRowStep;
        if (_narrow)
            NarrowConvolution.Forward(x, memory.At(_filters), bias, y, _grid, rows, shape.Outputs, epilogue);
        else
            WideConvolution.Forward(x, memory.At(_filters), bias, y, _grid, rows, shape.Outputs, epilogue);
    }

    public void Forward(float* x, float* y, int images, float* bias, Epilogue epilogue, int worker)
    {
        for (; images > 0; images--, x += shape.InputImage, y += shape.OutputImage)
            ForwardRows(x, y, 0, shape.Rows, bias, epilogue, worker);
    }

    public void BeginGradient(int worker)
    {
    }

    public void AddGradient(float* x, float* dy, int images, float* packed, int worker)
    {
        if (!_narrow)
        {
            WideGradient.Add(x, dy, packed, _grid, new ImageSpan(images, shape.Rows, shape.InputImage, shape.OutputImage), shape.Outputs);
            return;
        }

        for (; images > 0; images--, x += shape.InputImage, dy += shape.OutputImage)
            NarrowConvolution.WeightGradient(x, dy, packed, _grid, shape.Rows, shape.Outputs);
    }

    public void EndGradient(float* packed, int worker)
    {
    }
}
