using Hush;

namespace WebApi;

/// <summary>What <see cref="HushServices.AddHush"/> registers.</summary>
public sealed class HushOptions
{
    /// <summary>A built-in model: photo-gray or photo-color for white noise, photo-camera for the noise of cameras.</summary>
    public string Model { get; set; } = "photo-camera";

    /// <summary>Number of worker threads; null uses one per processor.</summary>
    public int? Threads { get; set; }
}

/// <summary>Dependency injection of Hush.</summary>
public static class HushServices
{
    /// <summary>Registers one <see cref="Denoiser"/> for all requests. It is thread-safe: concurrent calls run one after another, each
    /// on all threads.</summary>
    public static IServiceCollection AddHush(this IServiceCollection services, Action<HushOptions>? configure = null)
    {
        var options = new HushOptions();
        configure?.Invoke(options);
        return services.AddSingleton(_ => Denoiser.LoadBuiltIn(options.Model, options.Threads));
    }
}
