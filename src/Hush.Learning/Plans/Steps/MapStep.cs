using System.Numerics.Tensors;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;

namespace Hush.Learning.Plans.Steps;

/// <summary>A <see cref="Tanh"/> or <see cref="Clip"/>.</summary>
internal sealed unsafe class MapStep(Node node, PlannedValue x, PlannedValue y) : IStep
{
    public string Name => node.Name;

    public int Rows => y.Data.Height;

    public nint ImageFloats => x.Data.ImagePitch + y.Data.ImagePitch;

    public IReadOnlyList<FeatureMap> Inputs { get; } = [x.Data];

    public FeatureMap Result => y.Data;

    public void Forward(ImageSlot image, int firstRow, int rows, int worker)
    {
        var (runs, length) = x.Data.RunsWith(y.Data);
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            for (int run = 0; run < runs; run++)
            {
                var from = new ReadOnlySpan<float>(x.Data.Row(image, row) + (run * x.Data.Stride), length);
                var to = new Span<float>(y.Data.Row(image, row) + (run * y.Data.Stride), length);
                if (node.Layer is Clip clip)
                    TensorPrimitives.Clamp(from, clip.Min, clip.Max, to);
                else
                    TensorPrimitives.Tanh(from, to);
            }
        }
    }

    public void ClaimGradients() => throw InferenceOnly.Exception(Name);

    public void Backward(ImageSlot image, int chunk, int worker) => throw InferenceOnly.Exception(Name);
}
