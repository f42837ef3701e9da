using System.Diagnostics;
using Hush.Benchmarks.Comparison.Peers;
using Hush.Learning.Networks;
using Hush.Models;
using Hush.Training;

namespace Hush.Benchmarks.Comparison.Inference;

/// <summary>An image as the product cleans it.</summary>
internal sealed class DenoiserJob : IJob
{
    private static readonly DenoiseOptions s_options = new() { Sigma = 25 };

    private readonly Denoiser _denoiser;
    private readonly Image _noisy;

    private DenoiserJob(Denoiser denoiser, Shape image)
    {
        _denoiser = denoiser;
        using Tensor pixels = SampleImages.Draw(image);
        _noisy = Image.FromPixels(pixels.Span, image.W, image.H, image.C);
    }

    /// <summary>An image for a net of the comparisons.</summary>
    public static DenoiserJob Of(SampleNet net, int height, int width, int threads) => new(
        new Denoiser(new Model(Card(net), net.Network, net.TrainedWeights()), threads), new Shape(1, height, width, net.Batch.C));

    /// <summary>An image for a model as users name it.</summary>
    public static DenoiserJob Of(string model, int height, int width, int threads)
    {
        Denoiser denoiser = Denoiser.Load(model, threads);
        return new DenoiserJob(denoiser, new Shape(1, height, width, denoiser.Card.Channels));
    }

    /// <summary>The clean image, [1, C, H, W].</summary>
    public float[] Results()
    {
        using Image clean = _denoiser.Denoise(_noisy, s_options);
        return SampleImages.ChannelsFirst(clean.Pixels);
    }

    public double Time()
    {
        long start = Stopwatch.GetTimestamp();
        _denoiser.Denoise(_noisy, s_options).Dispose();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _denoiser.Dispose();
        _noisy.Dispose();
    }

    /// <summary>A denoiser wants a card; of this one it reads the noise alone.</summary>
    private static ModelCard Card(SampleNet net) => new()
    {
        Name = net.Name,
        Channels = net.Batch.C,
        Noise = NoiseSpec.Gaussian(25),
        Dataset = "none",
        Parameters = net.Network.ParameterCount,
        MultiplyAdds = 0,
        Recipe = Recipe.LoadBuiltIn("mnist"),
        Network = NetworkJson.ToJson(net.Network),
    };
}
