using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Channels;

namespace Hush.Learning.Plans.Steps;

/// <summary>Batch normalization with running statistics, in inference, that is not folded into a convolution.</summary>
internal sealed unsafe class RunningNormStep : IWeightedStep
{
    private readonly BatchNorm _layer;
    private readonly NormNames _names;
    private readonly PlannedValue _x, _y;
    private readonly bool _relu;
    private readonly Arena _arena;
    private readonly nint _scale, _shift;

    public RunningNormStep(Node node, PlannedValue x, PlannedValue y, bool relu, Arena memory)
    {
        Name = node.Name;
        _layer = (BatchNorm)node.Layer;
        _names = new NormNames(node.Name);
        (_x, _y, _relu, _arena) = (x, y, relu, memory);
        (_scale, _shift) = (memory.Reserve(x.Data.Used), memory.Reserve(x.Data.Used));
    }

    public string Name { get; }

    public long Parameters => 2L * _layer.Channels;

    public int Rows => _y.Data.Height;

    public nint ImageFloats => _x.Data.ImagePitch + _y.Data.ImagePitch;

    public IReadOnlyList<FeatureMap> Inputs => [_x.Data];

    public FeatureMap Result => _y.Data;

    public void Prepare(Weights weights, int worker)
    {
        for (int c = 0; c < _layer.Channels; c++)
        {
            double scale = weights[_names.Weight][c] / Math.Sqrt(weights[_names.RunningVariance][c] + BatchNorm.Epsilon);
            int slot = _x.Data.Slots[c];
            _arena.At(_scale)[slot] = (float)scale;
            _arena.At(_shift)[slot] = (float)(weights[_names.Bias][c] - (weights[_names.RunningMean][c] * scale));
        }
    }

    public void Forward(ImageSlot image, int firstRow, int rows, int worker)
    {
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            ChannelAffine.Apply(
                _x.Data.Row(image, row),
                _x.Data.Stride,
                _y.Data.Row(image, row),
                _y.Data.Stride,
                _arena.At(_scale),
                _arena.At(_shift),
                _y.Data.Width,
                _x.Data.Used,
                _relu);
        }
    }

    public void ClaimGradients() => throw Inference();

    public void Backward(ImageSlot image, int chunk, int worker) => throw Inference();

    private InvalidOperationException Inference() =>
        new($"Layer '{Name}' was planned for inference and has no gradient. Plan the network for training.");
}
