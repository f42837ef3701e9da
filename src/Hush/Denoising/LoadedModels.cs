using Hush.Imaging.Files;

namespace Hush.Denoising;

/// <summary>Models by name, each loaded once, when it is needed.</summary>
/// <param name="threads">Threads; null takes all processors.</param>
/// <param name="memory">Bytes that may be taken, or null.</param>
internal sealed class LoadedModels(int? threads, long? memory) : IDisposable
{
    private readonly Dictionary<string, Denoiser> _loaded = new(StringComparer.Ordinal);

    /// <summary>A model, ready for a picture's size.</summary>
    public Denoiser For(string model, Image picture)
    {
        Denoiser denoiser = Load(model);
        denoiser.Prepare(picture.Pixels.Shape);
        return denoiser;
    }

    /// <summary>Releases the buffers kept for the next picture of the same size.</summary>
    public void Trim()
    {
        foreach (Denoiser denoiser in _loaded.Values)
            denoiser.Trim();
    }

    public void Dispose()
    {
        foreach (Denoiser denoiser in _loaded.Values)
            denoiser.Dispose();
    }

    /// <summary>One model at a time keeps its plan, since each may take all the memory that is allowed.</summary>
    public Denoiser Load(string name)
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
