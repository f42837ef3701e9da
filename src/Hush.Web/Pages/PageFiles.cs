using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Hush.Web.Pages;

/// <summary>The files of the page, embedded in this assembly. Nothing is read from disk, so no path can lead elsewhere.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "wwwroot/";

    private readonly Dictionary<string, PageFile> _files = new(StringComparer.Ordinal);

    public PageFiles()
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            _files[$"/{name[Prefix.Length..].Replace('\\', '/')}"] =
                new PageFile(bytes, TypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
        }
    }

    /// <summary>The addresses of all files, for example /app.css.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    public int Length(string path) => _files[path].Bytes.Length;

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (string path in _files.Keys)
            routes.MapGet(path, (HttpContext context) => Send(context, path)).ExcludeFromDescription();
        routes.MapGet("/", (HttpContext context) => Send(context, "/index.html")).ExcludeFromDescription();
        routes.MapGet("/train", (HttpContext context) => Send(context, "/train.html")).ExcludeFromDescription();
    }

    private async Task Send(HttpContext context, string path)
    {
        PageFile file = _files[path];
        HttpResponse response = context.Response;
        response.Headers.CacheControl = "no-cache";         // asks again, and is answered without content if nothing changed
        response.Headers.ETag = file.Tag;
        if (context.Request.Headers[HeaderNames.IfNoneMatch] == file.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = file.Type;
        response.ContentLength = file.Bytes.Length;
        await response.Body.WriteAsync(file.Bytes, context.RequestAborted);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" or ".webmanifest" => "application/json",
        _ => throw new InvalidOperationException($"'{name}' has an extension without a media type. Add it to {nameof(PageFiles)}."),
    };

    private sealed record PageFile(byte[] Bytes, string Type, string Tag);
}
