using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Channels;

namespace Hush.Learning.Plans.Steps;

/// <summary>A <see cref="LeakyRelu"/> or <see cref="PRelu"/>.</summary>
internal sealed unsafe class RectifierStep : IWeightedStep
{
    private readonly ILayer _layer;
    private readonly PlannedValue _x, _y;
    private readonly Arena _arena;
    private readonly nint _slopes;

    public RectifierStep(Node node, PlannedValue x, PlannedValue y, Arena memory)
    {
        (Name, _layer, _x, _y, _arena) = (node.Name, node.Layer, x, y, memory);
        _slopes = memory.Reserve(x.Data.Used);
        Inputs = [x.Data];
    }

    public string Name { get; }

    public long Parameters => _layer is PRelu prelu ? prelu.Channels : 0;

    public int Rows => _y.Data.Height;

    public nint ImageFloats => _x.Data.ImagePitch + _y.Data.ImagePitch;

    public IReadOnlyList<FeatureMap> Inputs { get; }

    public FeatureMap Result => _y.Data;

    public void Prepare(Weights weights, int worker)
    {
        for (int c = 0; c < _x.Data.Slots.Length; c++)
            _arena.At(_slopes)[_x.Data.Slots[c]] = _layer is LeakyRelu leaky ? leaky.Slope : weights[$"{Name}.weight"][c];
    }

    public void Forward(ImageSlot image, int firstRow, int rows, int worker)
    {
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            ChannelRectifier.Apply(
                _x.Data.Row(image, row), _x.Data.Stride, _y.Data.Row(image, row), _y.Data.Stride, _arena.At(_slopes), _y.Data.Width,
                _x.Data.Used);
        }
    }

    public void ClaimGradients() => throw InferenceOnly.Exception(Name);

    public void Backward(ImageSlot image, int chunk, int worker) => throw InferenceOnly.Exception(Name);
}
