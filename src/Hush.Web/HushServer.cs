using System.Net;
using Hush.Web.Cleaning;
using Hush.Web.Pages;
using Hush.Web.Safety;
using Hush.Web.Status;
using Hush.Web.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;

namespace Hush.Web;

/// <summary>The web server: the page and its API. Disposing it deletes all temporary data.</summary>
internal sealed class HushServer : IAsyncDisposable
{
    private const int MaxRequestLine = 8 << 10;

    private readonly WebApplication _app;
    private readonly ServeOptions _options;

    private HushServer(WebApplication app, ServeOptions options) => (_app, _options) = (app, options);

    /// <summary>The address to open, with the token if one is required.</summary>
    public Uri Url
    {
        get
        {
            string address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            var builder = new UriBuilder(address);
            if (_options.Address.Equals(IPAddress.Any) || _options.Address.Equals(IPAddress.IPv6Any))
                builder.Host = Environment.MachineName;
            if (_options.Token is { } token)
                builder.Query = $"token={token}";
            return builder.Uri;
        }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="version">The version of Hush.</param>
    /// <exception cref="IOException">The port is in use, or the temporary folder cannot be written.</exception>
    public static async Task<HushServer> Start(ServeOptions options, string version)
    {
        if (!options.IsLoopback && options.Token is null)
            throw new InvalidOperationException("An address that other machines can reach requires a token.");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "Hush.Web" });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        IServiceCollection services = builder.Services;
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Grace);
        services.AddSingleton<IHostLifetime, CallerLifetime>();
        services.AddSingleton(options).AddSingleton(TimeProvider.System);
        services.AddSingleton<ServerMetrics>().AddSingleton<DenoiseQueue>().AddSingleton<ResultStore>().AddSingleton<ImageService>();
        services.AddSingleton<ZipDownloads>().AddSingleton<RunList>().AddSingleton<TrainingDesk>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WebJson.Default));
        services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Hush", Version = version, Description = Describe(options) };
            return Task.CompletedTask;
        }));
        WebApplication app = builder.Build();
        app.Services.GetRequiredService<ResultStore>();         // finds out now whether the temporary folder can be written
        var guard = new RequestGuard(options);
        ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Hush.Web");
        app.Use((HttpContext context, RequestDelegate next) =>
        {
            SafetyHeaders.Apply(context);
            return Problems.Handle(context, next, options, logger);
        });
        app.Use((HttpContext context, RequestDelegate next) => guard.Check(context, next));
        app.UseRouting();
        ImageEndpoints.Map(app);
        TrainingEndpoints.Map(app);
        StatusEndpoints.Map(app, version);
        new PageFiles().Map(app);
        app.MapOpenApi("/openapi.json");
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new HushServer(app, options);
    }

    /// <summary>
    /// Stops accepting requests, waits until running work ends or the grace period is over, and then cancels it.
    /// </summary>
    public Task Stop() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        KestrelServerLimits limits = kestrel.Limits;
        limits.MaxRequestBodySize = options.MaxUpload;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaders;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestLineSize = MaxRequestLine;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MinRequestBodyDataRate = new MinDataRate(options.MinUploadRate, TimeSpan.FromSeconds(5));
    }

    private static string Describe(ServeOptions options)
    {
        Limits limits = StatusEndpoints.LimitsOf(options);
        return string.Join(' ',
            "Removes noise from images. Closing the connection cancels the work. Limits:",
            $"files of at most {limits.UploadBytes} bytes and {limits.Pixels} pixels;",
            $"{limits.ImagesInProgress} images at a time, further ones are answered with 429 and Retry-After;",
            $"{limits.SecondsPerImage} seconds for an image;",
            $"uploads of at least {limits.MinUploadBytesPerSecond} bytes per second;",
            $"headers of at most {limits.HeaderBytes} bytes; {limits.Connections} connections.",
            $"Results are kept for {limits.StoredSeconds} seconds after their last use, at most {limits.StoredBytes} bytes of them.",
            $"When the server stops, running work has {limits.GraceSeconds} seconds to finish.");
    }

    /// <summary>The command line handles signals.</summary>
    private sealed class CallerLifetime : IHostLifetime
    {
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
