using Hush.Learning.Plans.Memory;

namespace Hush.Learning.Plans.Steps;

/// <summary>Copies channels to other slots: an input of a concatenation that cannot be computed in place.</summary>
internal sealed unsafe class CopyStep(string name, PlannedValue x, PlannedValue y) : IStep
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
            Copy(x.Data, y.Data, image, row, accumulate: false);
    }

    public void ClaimGradients() => _accumulate = x.Gradient != null && x.ClaimGradient();

    public void Backward(ImageSlot image, int chunk, int worker)
    {
        if (x.Gradient is not { } dx)
            return;
        for (int row = 0; row < y.Data.Height; row++)
            Copy(y.Gradient!, dx, image, row, _accumulate);
    }

    private static void Copy(FeatureMap from, FeatureMap to, ImageSlot image, int row, bool accumulate)
    {
        float* source = from.Row(image, row), target = to.Row(image, row);
        for (int p = 0; p < from.Width; p++, source += from.Stride, target += to.Stride)
        {
            for (int c = 0; c < from.Slots.Length; c++)
            {
                float value = source[from.Slots[c]];
                target[to.Slots[c]] = accumulate ? target[to.Slots[c]] + value : value;
            }
        }
    }
}
