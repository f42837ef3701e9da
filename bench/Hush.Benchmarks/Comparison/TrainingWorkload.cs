using Hush.Imaging.Datasets;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Models;
using Hush.Numerics;
using Hush.Recipes;

namespace Hush.Benchmarks.Comparison;

/// <summary>Training steps of one network on batches of one shape.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Network">What is trained.</param>
/// <param name="Batch">[N, H, W, C].</param>
/// <param name="Loss">What is minimised.</param>
/// <param name="StepsPerRound">Steps of each peer's turn.</param>
internal sealed record TrainingWorkload(string Name, Network Network, Shape Batch, ILoss Loss, int StepsPerRound)
{
    /// <summary>Learning rate of every peer, with Adam's usual betas.</summary>
    public const float Rate = 1e-3f;

    /// <summary>Names, and how to make the workload of each.</summary>
    public static IReadOnlyDictionary<string, Func<TrainingWorkload>> All { get; } = new Dictionary<string, Func<TrainingWorkload>>
    {
        ["train-notebook-mnist"] = () => Of("notebook-mnist", 28, 1, 20),
        ["train-mnist"] = () => Of("mnist", 28, 1, 10),
        ["train-notebook-cifar10"] = () => Of("notebook-cifar10", 32, 3, 4),
        ["train-cifar10"] = () => Of("cifar10", 32, 3, 10),
    };

    /// <summary>Multiply-adds of a step by the definition: forward, and twice as many backward.</summary>
    public double MultiplyAdds => 3.0 * Batch.N * Network.MultiplyAdds(Batch.H, Batch.W);

    /// <summary>The network, loss and batch size of a named recipe.</summary>
    private static TrainingWorkload Of(string name, int side, int channels, int steps)
    {
        Recipe recipe = Recipe.Named(name);
        return new TrainingWorkload(
            $"train-{name}", ModelFactory.Build(recipe.Model, channels), new Shape(recipe.Batch, side, side, channels), recipe.CreateLoss(), steps);
    }
}
