using Hush.Imaging.Noise;
using Hush.Learning.Models;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics.Threading;
using Hush.Recipes;
using Hush.Testing;
using Hush.Training;

namespace Hush.Tests.Denoising;

/// <summary>Networks with arbitrary weights: the output has no meaning but depends on every weight.</summary>
internal static class MadeUpModels
{
    public const string Notebook = "notebook MNIST", Plain = "plain U-Net", Residual = "residual U-Net", Shallow = "one convolution",
        Wide = "U-Net of whole lanes", Deep = "eight convolutions", Unshuffled = "unshuffled U-Net of whole lanes";

    public static string[] Names => [Notebook, Plain, Residual, Shallow, Wide, Deep, Unshuffled];

    public static Network Draw(string name) => name switch
    {
        Notebook => NotebookNets.Mnist(),
        Plain => UNet.Build(3, new UNetOptions { Widths = [5, 20, 24], Blocks = [1] }),
        Residual => UNet.Build(3, new UNetOptions
        {
            Widths = [6, 20], Blocks = [1], Residual = true, BatchNorm = false, Subtracts = true, NoiseLevelInput = true, Unshuffle = true,
        }),
        Wide => UNet.Build(3, new UNetOptions { Widths = [16, 32, 48], Blocks = [1], BatchNorm = false }),
        Deep => Network.Build(1, x => x - Enumerable.Range(1, 6)
            .Aggregate(x.Conv("first", 16).Relu(), (y, i) => y.Conv($"conv{i}", 16 * (1 + (i % 3))).Relu()).Conv("out", 1)),
        Unshuffled => UNet.Build(3,
            new UNetOptions { Widths = [32, 16], Blocks = [1], Unshuffle = true, Subtracts = true, AddsSkips = true }),
        _ => Network.Build(1, x => x.Conv("out", 1).Sigmoid()),
    };

    public static Model Create(string name)
    {
        Network network = Draw(name);
        return new Model(Card(network), network, WeightsFor(network));
    }

    public static Denoiser Denoiser(string name, int threads = 1, int tileColumns = int.MaxValue) =>
        new(Create(name), threads, tileColumns);

    public static Weights WeightsFor(Network network)
    {
        Weights weights = Weights.Initialize(network, seed: 4);
        foreach (Parameter parameter in network.Parameters.Where(p => p.Initial != Initial.HeNormal))
        {
            Span<float> values = weights[parameter.Name];
            float[] drawn = Samples.Uniform(values.Length, (uint)parameter.Name.Length);
            float least = parameter.Initial == Initial.One ? 0.5f : -0.2f;
            for (int i = 0; i < values.Length; i++)
                values[i] = least + drawn[i];
        }

        return weights;
    }

    public static Image Picture(int height, int width, int channels, uint stream = 1, int bitDepth = 8) =>
        Image.FromPixels(Samples.Uniform((long)height * width * channels, stream), width, height, channels, bitDepth);

    /// <summary>The output of a plan for batches, which stores whole images and pads them to the alignment itself.</summary>
    public static float[] Whole(string name, Image picture, float level, ConvolutionMode mode = ConvolutionMode.Fast)
    {
        using Model model = Create(name);
        using var team = new WorkerTeam(1);
        using var plan = new InferencePlan(model.Network, picture.Height, picture.Width, severalImages: true, team, mode);
        using var estimate = new Tensor(picture.Pixels.Shape);
        plan.Load(model.Weights);
        plan.Run(picture.Pixels, estimate, new[] { level });
        return estimate.Span.ToArray();
    }

    public static ModelCard Card(Network network) => new()
    {
        Name = "made up",
        Channels = network.Channels,
        Noise = new NoiseSpec { Kind = NoiseKind.Gaussian, Sigma = new NumberRange(10, 30) },
        Dataset = "none",
        Parameters = network.ParameterCount,
        MultiplyAdds = network.MultiplyAdds(32, 32),
        Recipe = new Recipe { Model = new ModelRecipe { NoiseLevelInput = network.Nodes.Any(n => n.Layer is ScalarInput) } },
        Network = NetworkJson.ToJson(network),
    };
}
