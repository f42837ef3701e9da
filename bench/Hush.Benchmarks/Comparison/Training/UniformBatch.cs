using Hush.Learning.Plans;
using Hush.Numerics.Random;

namespace Hush.Benchmarks.Comparison.Training;

/// <summary>A batch of numbers from [0, 1), noisy = (clean + others) / 2: what images hold does not change how long a step takes.</summary>
internal sealed class UniformBatch : ITrainingSamples
{
    private readonly int _length;

    public UniformBatch(Shape shape)
    {
        (Shape, _length) = (shape, (int)shape.ImageCount);
        Clean = Draw(0);
        Noisy = [.. Draw(1).Zip(Clean, (u, c) => (u + c) / 2)];
    }

    public Shape Shape { get; }

    public float[] Noisy { get; }

    public float[] Clean { get; }

    public void Read(int image, Span<float> noisy, Span<float> clean, out float scalar)
    {
        Noisy.AsSpan(image * _length, _length).CopyTo(noisy);
        Clean.AsSpan(image * _length, _length).CopyTo(clean);
        scalar = 0;
    }

    private float[] Draw(uint stream)
    {
        var key = new RandomKey(1, RandomPurpose.Samples, 0, stream);
        return [.. Enumerable.Range(0, (int)Shape.Count).Select(i => (float)Philox.Uniform(key, (uint)i))];
    }
}
