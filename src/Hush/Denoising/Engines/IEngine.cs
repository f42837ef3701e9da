using Hush.Models;

namespace Hush.Denoising.Engines;

/// <summary>Computes the network of one model. Not thread-safe.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>Whether rows stream through the network, so that memory does not grow with the height of an image.</summary>
    bool StreamsRows { get; }

    /// <summary>Estimates the working memory for an image or tile, in bytes.</summary>
    long BytesOf(int height, int width);

    /// <summary>Prepares the network for images or tiles of one size.</summary>
    IEnginePlan Plan(int height, int width);
}

/// <summary>A network prepared for one size.</summary>
internal interface IEnginePlan : IDisposable
{
    /// <summary>Denoises an image or tile.</summary>
    /// <param name="noisy">[1, H, W, C] in the planned size.</param>
    /// <param name="clean">Receives the denoised image, same shape. Values are not clipped.</param>
    /// <param name="level">Noise level on the [0, 1] scale, for models that take one.</param>
    /// <param name="progress">Reports the fraction completed, from 0 to 1.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    void Run(Tensor noisy, Tensor clean, float level, IProgress<double> progress, CancellationToken cancellation);
}

/// <summary>Creates an engine.</summary>
/// <param name="model">Network, weights and card. Not disposed by the engine.</param>
/// <param name="threads">Number of worker threads, at least 1.</param>
internal delegate IEngine CreateEngine(Model model, int threads);
