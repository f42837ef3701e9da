using Hush.Web.Cleaning;
using Hush.Web.Safety;
using Hush.Web.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Hush.Web.Status;

internal sealed record Health(string Status);

/// <summary>The limits of the server.</summary>
internal sealed record Limits(
    long UploadBytes, long Pixels, int ImagesInProgress, int ImagesInMemory, double SecondsPerImage, double MinUploadBytesPerSecond,
    int HeaderBytes, int Connections, long StoredBytes, double StoredSeconds, double GraceSeconds);

/// <summary>A model that can be chosen.</summary>
internal sealed record ModelInfo(string Name, string Description);

/// <summary>What the page needs to know about the server.</summary>
internal sealed record ServerInfo(
    string Version, Limits Limits, IReadOnlyList<ModelInfo> Models, IReadOnlyList<string> Extensions, IReadOnlyList<string> MediaTypes);

/// <summary>The addresses that describe the server and its state.</summary>
internal static class StatusEndpoints
{
    private static readonly ModelInfo[] s_models =
    [
        new("photo-camera", "Noise of cameras, film and JPEG"),
        new("photo-color", "White noise in color images"),
        new("photo-gray", "White noise in gray images"),
    ];

    public static void Map(IEndpointRouteBuilder routes, string version)
    {
        routes.MapGet("/api", (ServeOptions options, RunList runs) =>
                Results.Json(Info(options, runs, version), WebJson.Default.ServerInfo))
            .WithSummary("Limits, models and formats of this server").Produces<ServerInfo>(200);
        routes.MapGet(RequestGuard.HealthPath, (IHostApplicationLifetime lifetime) =>
                lifetime.ApplicationStopping.IsCancellationRequested
                    ? Results.Json(new Health("stopping"), WebJson.Default.Health, statusCode: StatusCodes.Status503ServiceUnavailable)
                    : Results.Json(new Health("ok"), WebJson.Default.Health))
            .WithSummary("Whether the server accepts work").Produces<Health>(200).Produces<Health>(503);
        routes.MapGet("/metrics", async (HttpContext context, ServerMetrics metrics, DenoiseQueue queue, ResultStore store) =>
            {
                context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                await metrics.Write(context.Response.Body, queue.Admitted, store.Count, store.Bytes, context.RequestAborted);
            })
            .WithSummary("Metrics in the format of Prometheus").Produces<string>(200, "text/plain");
    }

    public static Limits LimitsOf(ServeOptions options) => new(
        options.MaxUpload, options.MaxPixels, options.MaxQueue, options.MaxImagesInMemory, options.Timeout.TotalSeconds,
        options.MinUploadRate, options.MaxHeaders, options.MaxConnections, options.MaxStored, options.Expiry.TotalSeconds,
        options.Grace.TotalSeconds);

    private static ServerInfo Info(ServeOptions options, RunList runs, string version) => new(
        version,
        LimitsOf(options),
        [
            .. s_models.Where(model => Denoiser.ModelNames.Contains(model.Name)),
            .. runs.All().Where(run => run.HasModel).Select(run => new ModelInfo(run.Name, run.Description)),
        ],
        Imaging.Files.ImageFormats.ReadableExtensions,
        [.. ImageKinds.MediaTypes]);
}
