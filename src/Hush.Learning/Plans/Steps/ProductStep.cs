using System.Numerics.Tensors;
using Hush.Learning.Plans.Memory;

namespace Hush.Learning.Plans.Steps;

/// <summary>y = a * b.</summary>
internal sealed unsafe class ProductStep(string name, PlannedValue a, PlannedValue b, PlannedValue y) : IStep
{
    public string Name => name;

    public int Rows => y.Data.Height;

    public nint ImageFloats => a.Data.ImagePitch + y.Data.ImagePitch;

    public IReadOnlyList<FeatureMap> Inputs { get; } = [a.Data, b.Data];

    public FeatureMap Result => y.Data;

    public void Forward(ImageSlot image, int firstRow, int rows, int worker)
    {
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            for (int column = 0; column < y.Data.Width; column++)
            {
                TensorPrimitives.Multiply(
                    new ReadOnlySpan<float>(a.Data.Row(image, row) + (column * (nint)a.Data.Stride), y.Data.Slots.Length),
                    new ReadOnlySpan<float>(b.Data.Row(image, row) + (column * (nint)b.Data.Stride), y.Data.Slots.Length),
                    new Span<float>(y.Data.Row(image, row) + (column * (nint)y.Data.Stride), y.Data.Slots.Length));
            }
        }
    }

    public void ClaimGradients() => throw InferenceOnly.Exception(Name);

    public void Backward(ImageSlot image, int chunk, int worker) => throw InferenceOnly.Exception(Name);
}
