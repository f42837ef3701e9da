using Hush.Denoising;
using Hush.Imaging.Files;
using Hush.Models;

namespace Hush.Cli.Commands.Denoise;

/// <summary>The model that was asked for, or the one that comes with Hush for a picture; each is loaded once, when it is needed.</summary>
/// <param name="model">A run folder, a file or a name; null chooses by the picture.</param>
/// <param name="threads">Threads; null takes all processors.</param>
/// <param name="memory">Bytes that may be taken, or null.</param>
internal sealed class LoadedModels(string? model, int? threads, long? memory) : IDisposable
{
    private readonly Dictionary<string, Denoiser> _loaded = new(StringComparer.Ordinal);

    /// <summary>Loads the model that was asked for, so that what is wrong with it is said once.</summary>
    public void LoadAsked()
    {
        if (model is not null)
            Load(model);
    }

    /// <summary>The model for a picture, ready for its size.</summary>
    public Denoiser For(Image picture)
    {
        Denoiser denoiser = Load(model ?? ShippedModels.For(picture));
        denoiser.Prepare(picture.Pixels.Shape);
        return denoiser;
    }

    public void Dispose()
    {
        foreach (Denoiser denoiser in _loaded.Values)
            denoiser.Dispose();
    }

    /// <summary>One model at a time keeps its plan, since each may take all the memory that is allowed.</summary>
    private Denoiser Load(string name)
    {
        foreach (var (other, idle) in _loaded)
        {
            if (other != name)
                idle.Trim();
        }

        if (!_loaded.TryGetValue(name, out Denoiser? denoiser))
            _loaded.Add(name, denoiser = Denoiser.Load(name, threads, memory));
        return denoiser;
    }
}
