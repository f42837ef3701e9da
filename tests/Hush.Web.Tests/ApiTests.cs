using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Hush.Web.Tests;

public sealed class ApiTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RunningServer.Start();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(ImageFormat.Png, 3, 8, 100, "image/png")]
    [InlineData(ImageFormat.Png, 1, 16, 60, "image/png")]
    [InlineData(ImageFormat.Jpeg, 3, 8, 100, "image/jpeg")]
    [InlineData(ImageFormat.Tiff, 3, 16, 100, "image/tiff")]
    [InlineData(ImageFormat.Pgm, 1, 8, 100, "image/x-portable-graymap")]
    public async Task An_image_is_answered_with_the_bytes_of_the_library(
        ImageFormat format, int channels, int bits, double strength, string type)
    {
        byte[] noisy = Pictures.Noisy(format, channels: channels, bitDepth: bits);
        using HttpResponseMessage response = await _server.Post($"/api/denoise?strength={strength}", noisy);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("white noise", Assert.Single(response.Headers.GetValues("Hush-Noise")));
        Assert.StartsWith("photo-", Assert.Single(response.Headers.GetValues("Hush-Model")));
        Assert.Equal(Pictures.Denoised(noisy, format, strength), await response.Content.ReadAsByteArrayAsync());
        Assert.Empty(_server.TemporaryFiles);
    }

    [Fact]
    public async Task Accept_chooses_the_format()
    {
        byte[] noisy = Pictures.Noisy(ImageFormat.Png);
        using HttpResponseMessage response = await _server.Post("/api/denoise", noisy, accept: "text/html;q=0.5, image/jpeg");
        Assert.Equal("image/jpeg", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Pictures.Denoised(noisy, ImageFormat.Jpeg), await response.Content.ReadAsByteArrayAsync());
        await Refused(await _server.Post("/api/denoise", noisy, accept: "image/svg+xml"), HttpStatusCode.NotAcceptable, "cannot write");
    }

    [Theory]
    [InlineData("", "hello", HttpStatusCode.UnprocessableEntity, "got a text file")]
    [InlineData("", "", HttpStatusCode.BadRequest, "no body")]
    [InlineData("?strength=101", "x", HttpStatusCode.BadRequest, "between 0")]
    [InlineData("?sigma=-1", "x", HttpStatusCode.BadRequest, "sigma must be between 0 and 255")]
    [InlineData("?page=0", "x", HttpStatusCode.BadRequest, "page must be at least 1")]
    [InlineData("?quality=101", "x", HttpStatusCode.BadRequest, "quality must be between 1 and 100")]
    [InlineData("?strength=much", "x", HttpStatusCode.BadRequest, "wrong type")]
    [InlineData("?model=photo-green", "x", HttpStatusCode.BadRequest, "no model with this name")]
    [InlineData("?model=../../../../etc/passwd", "x", HttpStatusCode.BadRequest, "no model with this name")]
    public async Task A_wrong_request_is_answered_with_what_to_do(string query, string body, HttpStatusCode status, string reason) =>
        await Refused(await _server.Post("/api/denoise" + query, System.Text.Encoding.UTF8.GetBytes(body)), status, reason);

    [Fact]
    public async Task A_form_is_refused()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Pictures.Noisy(ImageFormat.Png)), "file", "a.png" } };
        await Refused(
            await _server.Client.PostAsync("/api/denoise", form), HttpStatusCode.UnsupportedMediaType, "not as a field of a form");
    }

    [Fact]
    public async Task An_upload_reports_its_progress_and_its_result_can_be_downloaded_at_any_strength()
    {
        byte[] noisy = Pictures.Noisy(ImageFormat.Png, channels: 3, bitDepth: 16);
        JsonObject[] events = await _server.Upload(noisy, "name=..%2F..%2Fholiday.photo.png");
        Assert.Equal("opened", (string)events.First(e => (string?)e["event"] != "queued")["event"]!);
        JsonObject done = events[^1];
        Assert.Equal("done", (string?)done["event"]);
        Assert.Equal("holiday.photo-clean.png", (string?)done["name"]);
        Assert.Equal(16, (int)events.Single(e => (string?)e["event"] == "opened")["bit_depth"]!);
        Assert.Equal("photo-color", (string?)done["found"]!["model"]);
        string id = (string)done["id"]!;
        foreach (double strength in (double[])[100, 55, 0])
        {
            using HttpResponseMessage response = await _server.Client.GetAsync($"/api/images/{id}/result?strength={strength}");
            Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("holiday.photo-clean.png", response.Content.Headers.ContentDisposition.FileName);
            Assert.Equal(Pictures.Denoised(noisy, ImageFormat.Png, strength), await response.Content.ReadAsByteArrayAsync());
        }

        using Image before = Image.Read(new MemoryStream(await _server.Client.GetByteArrayAsync($"/api/images/{id}/before")), "before");
        using Image after = Image.Read(new MemoryStream(await _server.Client.GetByteArrayAsync($"/api/images/{id}/after")), "after");
        Assert.Equal((131, 97, 8), (before.Width, before.Height, before.BitDepth));
        Assert.False(before.Pixels.Span.SequenceEqual(after.Pixels.Span));

        Assert.Equal(HttpStatusCode.NoContent, (await _server.Client.DeleteAsync($"/api/images/{id}")).StatusCode);
        await Refused(await _server.Client.GetAsync($"/api/images/{id}/result"), HttpStatusCode.NotFound, "expired");
        Assert.Empty(_server.TemporaryFiles);
    }

    [Fact]
    public async Task An_upload_that_is_no_image_fails_in_its_last_event_and_leaves_nothing()
    {
        JsonObject[] events = await _server.Upload("GIF89a?"u8.ToArray());
        Assert.Equal("failed", (string?)events[^1]["event"]);
        Assert.Equal(422, (int)events[^1]["problem"]!["status"]!);
        Assert.Empty(_server.TemporaryFiles);
    }

    [Fact]
    public async Task A_rotated_photo_is_shown_upright_and_downloaded_as_it_was()
    {
        using Image image = Pictures.NoisyImage(60, 40, 3, 8);
        using Image rotated = image.WithMetadata(image.Metadata with { Orientation = 6 });
        JsonObject done = (await _server.Upload(Pictures.Encode(rotated, ImageFormat.Jpeg)))[^1];
        string address = $"/api/images/{done["id"]}";
        using Image shown = Image.Read(new MemoryStream(await _server.Client.GetByteArrayAsync($"{address}/after")), "after");
        using Image result = Image.Read(new MemoryStream(await _server.Client.GetByteArrayAsync($"{address}/result")), "result");
        Assert.Equal((40, 60), (shown.Width, shown.Height));
        Assert.Equal((60, 40, 6), (result.Width, result.Height, result.Metadata.Orientation));
        // Turned clockwise, the first row of the upright image is the left column of the stored one, read from the bottom.
        Assert.Equal(result.Pixels.Span[39 * 60 * 3], shown.Pixels.Span[0], 0.2);
    }

    [Fact]
    public async Task A_zip_file_contains_each_result_under_a_name_of_its_own()
    {
        byte[] noisy = Pictures.Noisy(ImageFormat.Jpeg);
        JsonObject first = (await _server.Upload(noisy, "name=a.jpg"))[^1], second = (await _server.Upload(noisy, "name=a.jpg"))[^1];
        string[] ids = [(string)first["id"]!, (string)second["id"]!];
        using HttpResponseMessage ready = await _server.Client.PostAsJsonAsync(
            "/api/zips", new { items = ids.Select((id, i) => new { id, strength = i == 0 ? 100 : 50 }) });
        var url = (string)JsonNode.Parse(await ready.Content.ReadAsStringAsync())!["url"]!;
        using var zip = new ZipArchive(new MemoryStream(await _server.Client.GetByteArrayAsync(url)));
        Assert.Equal(["a-clean.jpg", "a-clean (2).jpg"], zip.Entries.Select(entry => entry.Name));
        using var content = new MemoryStream();
        await zip.Entries[0].Open().CopyToAsync(content);
        Assert.Equal(Pictures.Denoised(noisy, ImageFormat.Jpeg), content.ToArray());
    }

    [Fact]
    public async Task The_document_of_the_api_states_every_limit_and_lists_every_address()
    {
        var document = JsonNode.Parse(await _server.Client.GetStringAsync("/openapi.json"))!;
        var description = (string)document["info"]!["description"]!;
        foreach (string limit in (string[])["268435456 bytes", "64000000 pixels", "16 images", "429", "600 seconds", "4096", "10 seconds"])
            Assert.Contains(limit, description);
        string[] paths = [.. document["paths"]!.AsObject().Select(p => p.Key)];
        foreach (string path in (string[])["/api", "/api/denoise", "/api/images", "/api/images/{id}/result", "/api/zips", "/api/runs"])
            Assert.Contains(path, paths);
    }

    [Fact]
    public async Task Health_and_metrics_show_the_work()
    {
        Assert.Contains("ok", await _server.Client.GetStringAsync("/healthz"));
        (await _server.Post("/api/denoise", Pictures.Noisy(ImageFormat.Png))).EnsureSuccessStatusCode();
        Assert.Equal(1, await _server.Metric("hush_images_total"));
        Assert.Equal(131 * 97, await _server.Metric("hush_pixels_total"));
        Assert.Equal(0, await _server.Metric("hush_images_in_progress"));
        await _server.Post("/api/denoise", "no image"u8.ToArray());
        Assert.Equal(1, await _server.Metric("hush_images_failed_total"));
    }

    internal static async Task Refused(HttpResponseMessage response, HttpStatusCode status, string reason)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"expected {status}, got {response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal((int)status, (int)problem["status"]!);
        Assert.Contains(reason, (string)problem["detail"]!);
        response.Dispose();
    }
}
