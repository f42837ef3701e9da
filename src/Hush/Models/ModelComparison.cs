using Hush.Learning.Plans;
using Hush.Numerics.Random;
using Hush.Numerics.Threading;

namespace Hush.Models;

/// <summary>Compares the outputs of two models.</summary>
internal static class ModelComparison
{
    private const float Level = 25f / 255;

    // Awkward sizes, so that padding is compared too.
    private static readonly (int Height, int Width)[] s_sizes = [(61, 83), (48, 33)];

    /// <summary>
    /// The largest difference of the outputs for uniformly random images, as a fraction of the largest value of the first model. NaN if
    /// an output is not finite.
    /// </summary>
    public static double Difference(Model a, Model b)
    {
        double worst = 0, scale = 0;
        using var team = new WorkerTeam(Environment.ProcessorCount);
        foreach ((int height, int width) in s_sizes)
        {
            var shape = new Shape(1, height, width, a.Network.Channels);
            using Tensor noisy = new(shape), first = new(shape), second = new(shape);
            var key = new RandomKey(1, RandomPurpose.Samples);
            for (int i = 0; i < shape.Count; i++)
                noisy.Span[i] = Philox.Uniform(key, (uint)i);
            Run(a, noisy, first, team);
            Run(b, noisy, second, team);
            for (int i = 0; i < shape.Count; i++)
            {
                worst = Math.Max(worst, Math.Abs(first.Span[i] - (double)second.Span[i]));      // NaN stays
                scale = Math.Max(scale, Math.Abs((double)first.Span[i]));
            }
        }

        return worst == 0 ? 0 : worst / scale;
    }

    private static void Run(Model model, Tensor noisy, Tensor clean, WorkerTeam team)
    {
        using var plan = new InferencePlan(
            model.Network, noisy.Shape.H, noisy.Shape.W, severalImages: false, team, ConvolutionMode.Direct);
        plan.Load(model.Weights);
        plan.Run(noisy, clean, new[] { Level });
    }
}
