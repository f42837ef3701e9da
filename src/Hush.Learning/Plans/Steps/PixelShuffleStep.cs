using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Resampling;

namespace Hush.Learning.Plans.Steps;

/// <summary>Pixel shuffle (coarse to fine) or unshuffle (fine to coarse) that is not fused into a convolution.</summary>
internal sealed unsafe class PixelShuffleStep(string name, PlannedValue x, PlannedValue y, bool toFine) : IStep
{
    private bool _accumulate;

    public string Name => name;

    public int Rows => toFine ? x.Data.Height : y.Data.Height;

    public nint ImageFloats => x.Data.ImagePitch + y.Data.ImagePitch;

    public IReadOnlyList<FeatureMap> Inputs { get; } = [x.Data];

    public FeatureMap Result => y.Data;

    public void Forward(ImageSlot image, int firstRow, int rows, int worker)
    {
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            if (toFine)
                Scatter(x.Data, y.Data, image, row, accumulate: false);
            else
                Gather(x.Data, y.Data, image, row, accumulate: false);
        }
    }

    public void ClaimGradients() => _accumulate = x.Gradient != null && x.ClaimGradient();

    public void Backward(ImageSlot image, int chunk, int worker)
    {
        if (x.Gradient is not { } dx)
            return;
        for (int row = 0; row < Rows; row++)
        {
            if (toFine)
                Gather(y.Gradient!, dx, image, row, _accumulate);
            else
                Scatter(y.Gradient!, dx, image, row, _accumulate);
        }
    }

    private static void Scatter(FeatureMap coarse, FeatureMap fine, ImageSlot image, int row, bool accumulate) => PixelShuffling.Scatter(
        coarse.Row(image, row),
        coarse.Stride,
        fine.Row(image, 2 * row),
        fine.RowPitch,
        fine.Stride,
        coarse.Width,
        fine.Slots.Length,
        accumulate);

    private static void Gather(FeatureMap fine, FeatureMap coarse, ImageSlot image, int row, bool accumulate) => PixelShuffling.Gather(
        fine.Row(image, 2 * row),
        fine.RowPitch,
        fine.Stride,
        coarse.Row(image, row),
        coarse.Stride,
        coarse.Width,
        fine.Slots.Length,
        accumulate);
}
