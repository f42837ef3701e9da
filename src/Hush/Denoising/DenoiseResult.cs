using Hush.Imaging.Estimation;

namespace Hush;

/// <summary>A denoised image, and how it was denoised.</summary>
public sealed record DenoiseResult : IDisposable
{
    /// <summary>The denoised image. Disposed with this result.</summary>
    public required Image Image { get; init; }

    /// <summary>Name of the model. Null if none was loaded, because the strength is 0.</summary>
    public required string? Model { get; init; }

    /// <summary>
    /// The noise level given to the model. Null if the model takes none or finds the noise by itself, or if the strength is 0.
    /// </summary>
    public NoiseLevel? Level { get; init; }

    /// <summary>The estimated noise of the image. Without a level if the strength is 0.</summary>
    public required NoiseEstimate Estimate { get; init; }

    /// <summary>
    /// Standard deviation of the noise that the model found by itself; a lower strength removes less of it. Null if the model was given a
    /// level, or if nothing was found.
    /// </summary>
    public NoiseLevel? FoundLevel => Found?.Level;

    /// <summary>The noise that the model found by itself. Null if the model was given a level, or if nothing was found.</summary>
    internal FoundNoise? Found { get; init; }

    /// <summary>What the user should know, one or two sentences each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Disposes the image.</summary>
    public void Dispose() => Image.Dispose();
}
