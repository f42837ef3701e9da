using System.Numerics.Tensors;
using Hush.Learning.Plans.Memory;

namespace Hush.Learning.Plans.Steps;

/// <summary>y = a + b or a - b.</summary>
internal sealed unsafe class SumStep(string name, PlannedValue a, PlannedValue b, PlannedValue y, bool subtract) : IStep
{
    private bool _accumulateA, _accumulateB;

    public string Name => name;

    public int Rows => y.Data.Height;

    public nint ImageFloats => a.Data.ImagePitch + y.Data.ImagePitch;

    public IReadOnlyList<FeatureMap> Inputs { get; } = [a.Data, b.Data];

    public FeatureMap Result => y.Data;

    public void Forward(ImageSlot image, int firstRow, int rows, int worker)
    {
        bool whole = a.Data.OwnsRows && b.Data.OwnsRows && y.Data.OwnsRows;
        int runs = whole ? 1 : y.Data.Width, length = whole ? y.Data.Width * y.Data.Stride : y.Data.Used;
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            for (int run = 0; run < runs; run++)
            {
                var left = new ReadOnlySpan<float>(a.Data.Row(image, row) + (run * a.Data.Stride), length);
                var right = new ReadOnlySpan<float>(b.Data.Row(image, row) + (run * b.Data.Stride), length);
                var to = new Span<float>(y.Data.Row(image, row) + (run * y.Data.Stride), length);
                if (subtract)
                    TensorPrimitives.Subtract(left, right, to);
                else
                    TensorPrimitives.Add(left, right, to);
            }
        }
    }

    public void ClaimGradients()
    {
        _accumulateA = a.Gradient != null && a.ClaimGradient();
        _accumulateB = b.Gradient != null && b.ClaimGradient();
    }

    public void Backward(ImageSlot image, int chunk, int worker)
    {
        Pass(image, a.Gradient, _accumulateA, negative: false);
        Pass(image, b.Gradient, _accumulateB, negative: subtract);
    }

    private void Pass(ImageSlot image, FeatureMap? dx, bool accumulate, bool negative)
    {
        if (dx == null)
            return;
        FeatureMap dy = y.Gradient!;
        var (runs, length) = dx.RunsWith(dy);
        for (int row = 0; row < dy.Height; row++)
        {
            for (int run = 0; run < runs; run++)
            {
                var from = new ReadOnlySpan<float>(dy.Row(image, row) + (run * dy.Stride), length);
                var to = new Span<float>(dx.Row(image, row) + (run * dx.Stride), length);
                if (accumulate && negative)
                    TensorPrimitives.Subtract(to, from, to);
                else if (accumulate)
                    TensorPrimitives.Add(to, from, to);
                else if (negative)
                    TensorPrimitives.Negate(from, to);
                else
                    from.CopyTo(to);
            }
        }
    }
}
