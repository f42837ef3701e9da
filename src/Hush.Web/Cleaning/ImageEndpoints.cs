using System.ComponentModel;
using System.Text.Json;
using Hush.Web.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Hush.Web.Cleaning;

internal sealed record ZipRequest(IReadOnlyList<ZipItem>? Items);

internal sealed record ZipReady(string Url);

/// <summary>The addresses under /api that receive and return images.</summary>
internal static class ImageEndpoints
{
    private const int MaxZipItems = 2000, MaxZipRequest = 256 << 10;
    private const string AnyType = "*/*", Any = "application/octet-stream", Lines = "application/x-ndjson";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/denoise", Denoise)
            .WithSummary("Denoise an image")
            .WithDescription("The body is an image file in any format that Hush reads. The answer is the denoised image in the same " +
                "format, or in the one that Accept names, with depth and metadata kept. The headers Hush-Noise and Hush-Model say what " +
                "was found.")
            .Accepts<Stream>(AnyType)
            .Produces<Stream>(200, Any, [.. ImageKinds.MediaTypes])
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(429);
        routes.MapPost("/api/images", Upload)
            .WithSummary("Denoise an image and keep the result for a while")
            .WithDescription("The answer is a stream of JSON lines: queued, opened, progress, and done or failed.")
            .Accepts<Stream>(AnyType)
            .Produces<ImageEvent>(200, Lines)
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429);
        routes.MapGet("/api/images/{id}/before", (string id, ResultStore store, HttpContext context) =>
                Preview(context, store.Get(id).Before))
            .WithSummary("The noisy image as PNG, upright, 8 bits").Produces<Stream>(200, "image/png").ProducesProblem(404);
        routes.MapGet("/api/images/{id}/after", (string id, ResultStore store, HttpContext context) =>
                Preview(context, store.Get(id).After))
            .WithSummary("The denoised image as PNG, upright, 8 bits").Produces<Stream>(200, "image/png").ProducesProblem(404);
        routes.MapGet("/api/images/{id}/result", Result)
            .WithSummary("The denoised image in the format of the original")
            .Produces<Stream>(200, Any, [.. ImageKinds.MediaTypes]).ProducesProblem(400).ProducesProblem(404);
        routes.MapDelete("/api/images/{id}", (string id, ResultStore store) => store.Remove(id) ? Results.NoContent() : Results.NotFound())
            .WithSummary("Delete a result").Produces(204).Produces(404);
        routes.MapPost("/api/zips", RequestZip)
            .WithSummary("Request a zip file of several results")
            .Accepts<ZipRequest>("application/json").Produces<ZipReady>(200).ProducesProblem(400).ProducesProblem(404);
        routes.MapGet("/api/zips/{id}", Zip)
            .WithSummary("Download a requested zip file").Produces<Stream>(200, "application/zip").ProducesProblem(404);
    }

    private static async Task Denoise(
        HttpContext context,
        ImageService images,
        DenoiseQueue queue,
        RunList runs,
        [Description("How much of the noise to remove in percent, 0 to 100; default 100.")] double? strength,
        [Description("Noise level on the 0 to 255 scale; by default it is estimated.")] double? sigma,
        [Description("Name of a model; by default it is chosen by the noise.")] string? model,
        [Description("Page of a file with several, from 1.")] int? page,
        [Description("Quality of JPEG, WebP and AVIF, 1 to 100; default 95.")] int? quality)
    {
        using IDisposable place = queue.Enter();
        ImageRequest request = Parse(runs, strength, sigma, model, page);
        ImageWriteOptions writing = Writing(quality);
        ImageFormat? asked = Asked(context.Request);
        string source = await images.Receive(context.Request);
        string path;
        try
        {
            ImageFormat format = asked ?? ImageKinds.OfFile(source);
            (path, Findings found) = await images.Denoise(source, request, format, writing, context.RequestAborted);
            context.Response.Headers["Hush-Noise"] = found.Noise;
            context.Response.Headers["Hush-Model"] = found.Model ?? "none";
            context.Response.ContentType = ImageKinds.MediaType(format);
        }
        finally
        {
            ResultStore.TryDelete(source);
        }

        await Send(context, ImageService.OpenOnce(path));
    }

    private static async Task Upload(
        HttpContext context,
        ImageService images,
        DenoiseQueue queue,
        RunList runs,
        ServeOptions options,
        [Description("Name of the file, for the name of the result.")] string? name,
        [Description("Noise level on the 0 to 255 scale; by default it is estimated.")] double? sigma,
        [Description("Name of a model; by default it is chosen by the noise.")] string? model,
        [Description("Page of a file with several, from 1.")] int? page)
    {
        using IDisposable place = queue.Enter();
        ImageRequest request = Parse(runs, null, sigma, model, page);
        string source = await images.Receive(context.Request);
        HttpResponse response = context.Response;
        response.ContentType = Lines;
        bool isStored = false;
        try
        {
            await images.Process(source, name, request, Report, context.RequestAborted);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            await Report(new ImageEvent.Failed(Problems.Of(e, options)));
        }
        finally
        {
            if (!isStored)
                ResultStore.TryDelete(source);
        }

        async Task Report(ImageEvent line)
        {
            isStored |= line is ImageEvent.Done;
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(line, WebJson.Default.ImageEvent);
            await response.Body.WriteAsync(json, context.RequestAborted);
            await response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
            await response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task Result(
        HttpContext context,
        ImageService images,
        string id,
        [Description("How much of the noise to remove in percent, 0 to 100; default 100.")] double? strength,
        [Description("Quality of JPEG, WebP and AVIF, 1 to 100; default 95.")] int? quality)
    {
        (string path, StoredResult result) = await images.Render(id, strength ?? 100, Writing(quality), context.RequestAborted);
        context.Response.ContentType = ImageKinds.MediaType(result.Format);
        Attach(context, result.Name);
        await Send(context, ImageService.OpenOnce(path));
    }

    private static async Task<IResult> RequestZip(HttpContext context, ZipDownloads zips, ResultStore store)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MaxZipRequest;
        ZipRequest? request = await JsonBody.Read(context, WebJson.Default.ZipRequest);
        if (request?.Items is not { Count: > 0 and <= MaxZipItems } items)
        {
            throw new ProblemException(new Problem(400, "Invalid value",
                $"items must list 1 to {MaxZipItems} results, each with id and strength."));
        }

        foreach (ZipItem item in items)
        {
            store.Get(item.Id ?? "");
            if (new DenoiseOptions { Strength = item.Strength }.Check() is { Count: > 0 } mistakes)
                throw new ProblemException(new Problem(400, "Invalid value", string.Join(' ', mistakes)));
        }

        return Results.Json(new ZipReady($"/api/zips/{zips.Add(items)}"), WebJson.Default.ZipReady);
    }

    private static async Task Zip(HttpContext context, ZipDownloads zips, string id)
    {
        IReadOnlyList<ZipItem> items = zips.Get(id);
        context.Response.ContentType = "application/zip";
        Attach(context, "clean-images.zip");
        context.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;      // ZipArchive writes some headers synchronously
        try
        {
            await zips.Write(items, context.Response.Body, context.RequestAborted);
        }
        catch when (context.Response.HasStarted)
        {
            context.Abort();        // the client must not take a part of the file for all of it
        }
    }

    private static async Task Preview(HttpContext context, string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, useAsync: true);
        }
        catch (FileNotFoundException)
        {
            throw new ProblemException(new Problem(404, "No such result", "The result has expired. Send the image again."));
        }

        context.Response.ContentType = "image/png";
        await Send(context, file);
    }

    private static async Task Send(HttpContext context, FileStream file)
    {
        await using (file)
        {
            context.Response.ContentLength = file.Length;
            await file.CopyToAsync(context.Response.Body, 1 << 17, context.RequestAborted);
        }
    }

    private static void Attach(HttpContext context, string name)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        context.Response.Headers.ContentDisposition = disposition.ToString();
    }

    private static ImageRequest Parse(RunList runs, double? strength, double? sigma, string? model, int? page)
    {
        var denoising = new DenoiseOptions { Sigma = sigma, Strength = strength ?? 100 };
        List<string> mistakes = [.. denoising.Check()];
        if (page < 1)
            mistakes.Add($"page must be at least 1, got {page}.");
        if (mistakes.Count > 0)
            throw new ProblemException(new Problem(400, "Invalid value", string.Join(' ', mistakes)));
        return new ImageRequest(runs.ModelPath(model), page, denoising);
    }

    private static ImageWriteOptions Writing(int? quality)
    {
        var writing = new ImageWriteOptions { Quality = quality };
        string mistakes = string.Join(' ', writing.Check());
        return mistakes.Length == 0 ? writing : throw new ProblemException(new Problem(400, "Invalid value", mistakes));
    }

    /// <summary>The format that the client asks for; null for that of the image.</summary>
    private static ImageFormat? Asked(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted) || accepted.Count == 0)
            return null;
        foreach (MediaTypeHeaderValue type in accepted.Where(t => t.Quality != 0).OrderByDescending(t => t.Quality ?? 1))
        {
            if (type.MatchesAllTypes || type.MediaType.Equals("image/*", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals(Any, StringComparison.OrdinalIgnoreCase))
                return null;
            if (ImageKinds.Parse(type.MediaType.ToString()) is { } format)
                return format;
        }

        throw new ProblemException(new Problem(StatusCodes.Status406NotAcceptable, "Unknown format",
            $"Hush cannot write any of the formats that Accept names. It writes {string.Join(", ", ImageKinds.MediaTypes)}.")
        {
            Expected = "a format that Hush writes, or */*",
            Got = request.Headers.Accept.ToString(),
        });
    }
}
