using System.Numerics.Tensors;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics.Threading;
using Hush.Testing;
using Tensor = Hush.Tensor;

namespace Hush.Learning.Tests.Plans;

/// <summary>A batch in memory.</summary>
internal sealed class FixedSamples : ITrainingSamples
{
    private readonly int _length;

    /// <summary>Synthetic images: noisy ones around 0.5, clean ones and scalars in [0, 1].</summary>
    public FixedSamples(Shape shape, uint stream = 1)
    {
        (Shape, _length) = (shape, (int)shape.ImageCount);
        Noisy = [.. Samples.Normal(shape.Count, stream).Select(v => 0.5f + (0.5f * v))];
        Clean = Samples.Uniform(shape.Count, stream);
        Scalars = Samples.Uniform(shape.N, stream + 1000);
    }

    public Shape Shape { get; }

    public float[] Noisy { get; }

    public float[] Clean { get; }

    public float[] Scalars { get; }

    public void Read(int image, Span<float> noisy, Span<float> clean, out float scalar)
    {
        Noisy.AsSpan(image * _length, _length).CopyTo(noisy);
        Clean.AsSpan(image * _length, _length).CopyTo(clean);
        scalar = Scalars[image];
    }

    /// <summary>Denoises the noisy images with a plan for all of them, or for one at a time.</summary>
    public float[] Estimate(Network network, Weights weights, bool severalImages, int threads, ConvolutionMode mode = ConvolutionMode.Fast)
    {
        using var team = new WorkerTeam(threads);
        using var plan = new InferencePlan(network, Shape.H, Shape.W, severalImages, team, mode);
        using Tensor noisy = Tensor.From(Shape, Noisy), estimate = new(Shape);
        plan.Load(weights);
        plan.Run(noisy, estimate, Scalars);
        return estimate.Span.ToArray();
    }

    /// <summary>Initial weights, with biases, normalizations and statistics away from 0 and 1, so that each affects the result.</summary>
    public static Weights WeightsFor(Network network)
    {
        Weights weights = Weights.Initialize(network, seed: 7);
        uint stream = 100;
        foreach (Parameter parameter in network.Parameters.Where(p => p.Dimensions.Count == 1))
        {
            Span<float> values = weights[parameter.Name];
            float[] z = Samples.Normal(values.Length, stream++);
            for (int i = 0; i < z.Length; i++)
                values[i] = parameter.Initial == Initial.One ? 1 + (0.3f * MathF.Tanh(z[i])) : 0.2f * z[i];
        }

        // The gradient of a saturated sigmoid is mostly rounding error.
        foreach (Parameter last in network.Parameters.Where(p => p.Name == "out.weight" && p.Scale == 1))
            TensorPrimitives.Multiply(weights[last.Name], 0.1f, weights[last.Name]);
        return weights;
    }
}
