using Hush.Denoising.Engines;
using Hush.Imaging.Content;

namespace Hush.Denoising;

/// <summary>Models by name, loaded on first use.</summary>
/// <param name="threads">Number of worker threads; null uses one per processor.</param>
/// <param name="memory">Approximate limit on the memory of the process in bytes, or null.</param>
internal sealed class LoadedModels(int? threads, long? memory) : IDisposable
{
    private readonly Dictionary<string, Denoiser> _loaded = new(StringComparer.Ordinal);
    private CreateEngine? _engine;      // null is the built-in one

    /// <summary>Runs all networks with another engine from now on.</summary>
    public void Use(CreateEngine create)
    {
        foreach (Denoiser denoiser in _loaded.Values)
            denoiser.Use(create);
        _engine = create;
    }

    /// <summary>Returns a model that is prepared for the size of an image.</summary>
    public Denoiser For(string model, Image image)
    {
        Denoiser denoiser = Load(model);
        denoiser.Prepare(ImageContent.IsGrayInColor(image) ? image.Pixels.Shape with { C = 1 } : image.Pixels.Shape);
        return denoiser;
    }

    /// <summary>Releases the buffers kept for the next image of the same size.</summary>
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

    /// <summary>Returns a model and trims the others: each plan may use all allowed memory.</summary>
    public Denoiser Load(string name)
    {
        foreach (var (other, idle) in _loaded)
        {
            if (other != name)
                idle.Trim();
        }

        if (_loaded.TryGetValue(name, out Denoiser? denoiser))
            return denoiser;
        denoiser = Denoiser.Load(name, threads, memory);
        try
        {
            if (_engine is not null)
                denoiser.Use(_engine);
        }
        catch
        {
            denoiser.Dispose();
            throw;
        }

        _loaded.Add(name, denoiser);
        return denoiser;
    }
}
