using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Resampling;

namespace Hush.Learning.Plans.Steps;

/// <summary>2x nearest-neighbor upsampling that is not fused into a convolution.</summary>
internal sealed unsafe class UpsampleStep(string name, PlannedValue x, PlannedValue y) : IStep
{
    private bool _accumulate;

    public string Name => name;

    public int Rows => x.Data.Height;

    public nint ImageFloats => x.Data.ImagePitch + y.Data.ImagePitch;

    public IReadOnlyList<FeatureMap> Inputs { get; } = [x.Data];

    public FeatureMap Result => y.Data;

    public void Forward(ImageSlot image, int firstRow, int rows, int worker)
    {
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            NearestUpsampling.Forward(
                x.Data.Row(image, row), x.Data.Stride, y.Data.Row(image, 2 * row), y.Data.RowPitch, y.Data.Stride, x.Data.Width,
                    x.Data.Used);
        }
    }

    public void ClaimGradients() => _accumulate = x.Gradient != null && x.ClaimGradient();

    public void Backward(ImageSlot image, int chunk, int worker)
    {
        if (x.Gradient is not { } dx || y.Gradient is not { } dy)
            return;
        for (int row = 0; row < x.Data.Height; row++)
        {
            NearestUpsampling.Backward(
                dy.Row(image, 2 * row), dy.RowPitch, dy.Stride, dx.Row(image, row), dx.Stride, dx.Width, dx.Used, _accumulate);
        }
    }
}
