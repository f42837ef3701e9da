using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Resampling;

namespace Hush.Learning.Plans.Steps;

/// <summary>2x2 max pooling.</summary>
internal sealed unsafe class MaxPoolStep(string name, PlannedValue x, PlannedValue y) : IStep
{
    private bool _accumulate;

    public string Name => name;

    public int Rows => y.Data.Height;

    public nint ImageFloats => x.Data.ImagePitch + y.Data.ImagePitch;

    public IReadOnlyList<FeatureMap> Inputs { get; } = [x.Data];

    public FeatureMap Result => y.Data;

    public void Forward(ImageSlot image, int firstRow, int rows, int worker)
    {
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            MaxPooling.Forward(
                x.Data.Row(image, 2 * row), x.Data.RowPitch, x.Data.Stride, y.Data.Row(image, row), y.Data.Stride, y.Data.Width,
                    y.Data.Used);
        }
    }

    public void ClaimGradients() => _accumulate = x.Gradient != null && x.ClaimGradient();

    public void Backward(ImageSlot image, int chunk, int worker)
    {
        if (x.Gradient is not { } dx)
            return;
        for (int row = 0; row < y.Data.Height; row++)
        {
            MaxPooling.Backward(
                x.Data.Row(image, 2 * row),
                x.Data.RowPitch,
                x.Data.Stride,
                y.Data.Row(image, row),
                y.Gradient!.Row(image, row),
                y.Data.Stride,
                dx.Row(image, 2 * row),
                y.Data.Width,
                y.Data.Used,
                _accumulate);
        }
    }
}
