using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;

namespace Hush.Learning.Plans.Steps;

/// <summary>Copies a feature map and fills its halo by reflection or with the edge pixels, for the convolution that follows.</summary>
internal sealed unsafe class BorderStep : IStep
{
    private readonly FeatureMap _x, _y;
    private readonly BorderMode _border;

    public BorderStep(string name, PlannedValue x, PlannedValue y, BorderMode border)
    {
        (Name, _x, _y, _border) = (name, x.Data, y.Data, border);
        _y.Window.HasOwnBorder = true;
        Inputs = [_x];
    }

    public string Name { get; }

    public int Rows => _y.Height;

    public nint ImageFloats => _x.ImagePitch + _y.ImagePitch;

    public IReadOnlyList<FeatureMap> Inputs { get; }

    /// <summary>The rows above the first row are copies of those below it.</summary>
    public int ReceptiveFieldRadius => _y.Halo;

    public FeatureMap Result => _y;

    public void Forward(ImageSlot image, int firstRow, int rows, int worker)
    {
        int first = firstRow == 0 ? -_y.Halo : firstRow;
        int end = firstRow + rows == Rows ? Rows + _y.Halo : firstRow + rows;
        for (int row = first; row < end; row++)
        {
            float* from = _x.Row(image, Inside(row, Rows)), to = _y.Row(image, row);
            for (int column = -_y.Halo; column < _y.Width + _y.Halo; column++)
                Copy(from + (Inside(column, _y.Width) * (nint)_x.Stride), to + (column * (nint)_y.Stride));
        }
    }

    public void ClaimGradients() => throw InferenceOnly.Exception(Name);

    public void Backward(ImageSlot image, int chunk, int worker) => throw InferenceOnly.Exception(Name);

    private void Copy(float* from, float* to)
    {
        for (int c = 0; c < _y.Slots.Length; c++)
            to[_y.Slots[c]] = from[_x.Slots[c]];
    }

    /// <summary>The row or column inside the image that an index outside it stands for.</summary>
    private int Inside(int index, int extent)
    {
        if (_border == BorderMode.Edge || extent == 1)
            return Math.Clamp(index, 0, extent - 1);
        int period = 2 * (extent - 1), at = ((index % period) + period) % period;
        return Math.Min(at, period - at);
    }
}
