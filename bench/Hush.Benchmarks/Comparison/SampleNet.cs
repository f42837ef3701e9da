using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Models;
using Hush.Numerics.Random;
using Hush.Training;

namespace Hush.Benchmarks.Comparison;

/// <summary>A network that comparisons run, and how it is trained: those of recipes, and DnCNN.</summary>
/// <param name="Name">A recipe's name, or dncnn.</param>
/// <param name="Network">The network.</param>
/// <param name="Batch">A training batch, [N, H, W, C].</param>
/// <param name="Loss">What training minimises.</param>
internal sealed record SampleNet(string Name, Network Network, Shape Batch, ILoss Loss)
{
    /// <summary>A net by its name.</summary>
    public static SampleNet Get(string name) => name switch
    {
        "dncnn" => new SampleNet(name, DnCnn(), new Shape(16, 40, 40, 1), new Mse()),
        "notebook-mnist" or "mnist" => OfRecipe(name, 28, 1),
        _ => OfRecipe(name, 32, 3),
    };

    /// <summary>
    /// Weights as at the start of a training, but with normalizations that do something, as after one: folding them wrongly would show.
    /// </summary>
    public Weights TrainedWeights()
    {
        Weights weights = Weights.Initialize(Network, seed: 1);
        for (int i = 0; i < Network.Parameters.Count; i++)
        {
            Parameter parameter = Network.Parameters[i];
            if (parameter.Dimensions.Count != 1)
                continue;
            Span<float> values = weights[parameter.Name];
            var key = new RandomKey(2, RandomPurpose.Weights, 0, (uint)i);
            for (int c = 0; c < values.Length; c++)
                values[c] += 0.2f * ((float)Philox.Uniform(key, (uint)c) - 0.5f);
        }

        return weights;
    }

    /// <summary>
    /// DnCNN-17: seventeen 3x3 convolutions of 64 channels, batch normalization in all but the first and last; predicts the noise.
    /// </summary>
    /// <remarks>Zhang, Zuo, Chen, Meng, Zhang: Beyond a Gaussian denoiser, IEEE TIP 26(7), 2017.</remarks>
    private static Network DnCnn() => Network.Build(1, noisy =>
    {
        const int layers = 17, width = 64;
        var x = noisy.Conv("conv1", width).Relu();
        for (int layer = 2; layer < layers; layer++)
            x = x.Conv($"conv{layer}", width, bias: false).BatchNorm($"norm{layer}").Relu();
        return noisy - x.Conv($"conv{layers}", 1);
    });

    private static SampleNet OfRecipe(string name, int side, int channels)
    {
        Recipe recipe = Recipe.LoadBuiltIn(name);
        return new SampleNet(name, ModelFactory.Build(recipe.Model, channels), new Shape(recipe.Batch, side, side, channels),
            recipe.CreateLoss());
    }
}
