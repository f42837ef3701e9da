using Hush.Imaging.Estimation;
using Hush.Imaging.Files;
using Hush.Imaging.Noise;

namespace Hush.Denoising;

/// <summary>A clean picture, and how it came about.</summary>
public sealed record DenoiseResult : IDisposable
{
    /// <summary>The clean picture.</summary>
    public required Image Image { get; init; }

    /// <summary>The model that cleaned it.</summary>
    public required string Model { get; init; }

    /// <summary>The noise level that the model was told; null where it is told none or finds the noise by itself.</summary>
    public NoiseLevel? Told { get; init; }

    /// <summary>The noise of the picture, as far as it is white.</summary>
    public required NoiseEstimate Estimate { get; init; }

    /// <summary>The noise that a model found by itself; null where the model was told a level, or found nothing to remove.</summary>
    public RemovedNoise? Removed { get; init; }

    /// <summary>What a person should know, a sentence or two each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Disposes the picture.</summary>
    public void Dispose() => Image.Dispose();
}
