using System.Numerics.Tensors;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Channels;

namespace Hush.Learning.Plans.Steps;

/// <summary>A ReLU or sigmoid that is not fused into another step, a tanh, or a clip.</summary>
internal sealed unsafe class ActivationStep(Node node, PlannedValue x, PlannedValue y) : IStep
{
    private bool _accumulate;

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
                switch (node.Layer)
                {
                    case Relu:
                        TensorPrimitives.Max(from, 0f, to);
                        break;
                    case Sigmoid:
                        TensorPrimitives.Sigmoid(from, to);
                        break;
                    case Tanh:
                        TensorPrimitives.Tanh(from, to);
                        break;
                    case Clip clip:
                        TensorPrimitives.Clamp(from, clip.Min, clip.Max, to);
                        break;
                }
            }
        }
    }

    public void ClaimGradients()
    {
        if (!node.Layer.IsTrainable)
            throw InferenceOnly.Exception(Name);
        _accumulate = x.Gradient != null && x.ClaimGradient();
    }

    /// <summary>
    /// dx = dy y (1 - y) for sigmoid, or dy where y &gt; 0 for ReLU; += if another step writes dx before. Overwrites dy.
    /// </summary>
    public void Backward(ImageSlot image, int chunk, int worker)
    {
        if (x.Gradient is not { } dx)
            return;
        FeatureMap dy = y.Gradient!;
        var (runs, length) = x.Data.RunsWith(y.Data);
        for (int row = 0; row < y.Data.Height; row++)
        {
            for (int run = 0; run < runs; run++)
            {
                float* value = y.Data.Row(image, row) + (run * y.Data.Stride), gradient = dy.Row(image, row) + (run * dy.Stride);
                if (node.Layer is Sigmoid)
                    SigmoidGradient(value, gradient, length);
                else
                    ReluGradient.Apply(value, gradient, length);
                var to = new Span<float>(dx.Row(image, row) + (run * dx.Stride), length);
                var from = new ReadOnlySpan<float>(gradient, length);
                if (_accumulate)
                    TensorPrimitives.Add(to, from, to);
                else
                    from.CopyTo(to);
            }
        }
    }

    private static void SigmoidGradient(float* y, float* dy, int length)
    {
        for (int i = 0; i < length; i++)
            dy[i] *= y[i] * (1 - y[i]);
    }
}
