using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hush.Testing;
using Hush.Web.Cleaning;
using Hush.Web.Pages;
using Xunit;

namespace Hush.Web.Tests;

public sealed class SafetyTests
{
    private const string Token = "0123456789abcdef";

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.0.2.1", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("photos.example.org", HttpStatusCode.OK)]
    public async Task Only_known_names_are_answered(string host, HttpStatusCode status)
    {
        await using RunningServer server = await RunningServer.Start(o => o with { HostNames = ["photos.example.org"] });
        var request = new HttpRequestMessage(HttpMethod.Get, "/api");
        request.Headers.Host = host;
        using HttpResponseMessage response = await server.Client.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.UnprocessableEntity)]
    [InlineData("Origin", "SELF", HttpStatusCode.UnprocessableEntity)]
    public async Task Other_websites_cannot_send_anything(string header, string value, HttpStatusCode status)
    {
        await using RunningServer server = await RunningServer.Start();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/denoise") { Content = new ByteArrayContent("no image"u8.ToArray()) };
        request.Headers.Add(header, value == "SELF" ? server.Url.GetLeftPart(UriPartial.Authority) : value);
        using HttpResponseMessage response = await server.Client.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Another_address_needs_the_token()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunningServer.Start(o => o with { Address = IPAddress.Any }));
        await using RunningServer server = await RunningServer.Start(o => o with { Token = Token });
        await ApiTests.Refused(await server.Client.GetAsync("/api"), HttpStatusCode.Unauthorized, "token");
        await ApiTests.Refused(await server.Client.GetAsync("/?token=wrong"), HttpStatusCode.Unauthorized, "token");
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/healthz")).StatusCode);
        Assert.Equal($"?token={Token}", server.Url.Query);

        var withHeader = new HttpRequestMessage(HttpMethod.Get, "/api");
        withHeader.Headers.Authorization = new("Bearer", Token);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.SendAsync(withHeader)).StatusCode);

        using var browser = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false });
        using HttpResponseMessage opened = await browser.GetAsync(server.Url);
        Assert.Equal(HttpStatusCode.Found, opened.StatusCode);
        string cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(server.Url, "/"))).StatusCode);
    }

    [Fact]
    public async Task Every_answer_forbids_foreign_scripts_frames_and_guessing_of_types()
    {
        await using RunningServer server = await RunningServer.Start();
        foreach (string path in (string[])["/", "/app.css", "/api", "/nothing", "/metrics"])
        {
            using HttpResponseMessage response = await server.Client.GetAsync(path);
            string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Fact]
    public void The_page_is_small_and_refers_to_nothing_elsewhere()
    {
        var files = new PageFiles();
        Assert.InRange(files.Paths.Sum(files.Length), 1000, 150_000);
        foreach (string path in files.Paths.Where(p => p != "/icon.svg"))
        {
            string text = File.ReadAllText(SourceTree.File("src", "Hush.Web", "Pages", "wwwroot", path[1..]));
            Assert.DoesNotMatch(@"https?://(?!www\.w3\.org)|\bstyle=|<style|\son\w+=|innerHTML|eval\(", text);
        }
    }

    [Theory]
    [InlineData("/../hush.dll")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/..%2f..%2fetc%2fpasswd")]
    [InlineData("/wwwroot/index.html")]
    [InlineData("/api/images/..%2f..%2fetc%2fpasswd/before")]
    [InlineData("/api/report?run=../../etc")]
    [InlineData("/api/report?run=%2Fetc")]
    [InlineData("/api/events?run=..")]
    public async Task No_path_leads_out(string path)
    {
        await using RunningServer server = await RunningServer.Start();
        string answer = await Raw(server, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404", answer);
    }

    [Fact]
    public async Task A_decompression_bomb_is_refused_before_it_takes_memory()
    {
        await using RunningServer server = await RunningServer.Start(o => o with { MaxPixels = 1_000_000 });
        long before = Environment.WorkingSet;
        await ApiTests.Refused(
            await server.Post("/api/denoise", Bomb(60_000, 60_000)), HttpStatusCode.RequestEntityTooLarge, "at most 1000000 pixels");
        Assert.True(Environment.WorkingSet - before < 200 << 20, $"{Environment.WorkingSet - before} bytes more than before");
    }

    [Fact]
    public async Task A_file_beyond_the_limit_is_refused()
    {
        await using RunningServer server = await RunningServer.Start(o => o with { MaxUpload = 10_000 });
        await ApiTests.Refused(await server.Post("/api/denoise", new byte[10_001]), HttpStatusCode.RequestEntityTooLarge, "larger than");
        Assert.Empty(server.TemporaryFiles);
    }

    [Fact]
    public async Task Giant_headers_are_refused()
    {
        await using RunningServer server = await RunningServer.Start();
        string answer = await Raw(server, $"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 20_000)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431", answer);
    }

    [Fact]
    public async Task A_client_that_sends_slowly_is_disconnected_and_leaves_nothing()
    {
        await using RunningServer server = await RunningServer.Start();
        var start = System.Diagnostics.Stopwatch.StartNew();
        string answer = await Raw(server, "POST /api/denoise HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nxxxxx");
        Assert.StartsWith("HTTP/1.1 408", answer);
        Assert.InRange(start.Elapsed.TotalSeconds, 3, 30);
        Assert.Empty(server.TemporaryFiles);
        Assert.Equal(0, await server.Metric("hush_images_in_progress"));
    }

    [Fact]
    public async Task An_overloaded_server_answers_at_once_with_the_time_to_wait()
    {
        await using RunningServer server = await RunningServer.Start(o => o with { MaxQueue = 1 });
        using var waiting = new TcpClient();
        await waiting.ConnectAsync(IPAddress.Loopback, server.Url.Port);
        await waiting.GetStream().WriteAsync(
            "POST /api/denoise HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nx"u8.ToArray());
        Assert.True(await RunningServer.Eventually(async () => await server.Metric("hush_images_in_progress") == 1));
        using HttpResponseMessage response = await server.Post("/api/denoise", Pictures.Noisy(ImageFormat.Png));
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 120);
        waiting.Close();
        Assert.True(await RunningServer.Eventually(async () => await server.Metric("hush_images_in_progress") == 0));
        Assert.Equal(HttpStatusCode.OK, (await server.Post("/api/denoise", Pictures.Noisy(ImageFormat.Png))).StatusCode);
    }

    [Fact]
    public async Task A_client_that_goes_away_stops_the_work()
    {
        await using RunningServer server = await RunningServer.Start();
        byte[] large = Pictures.Noisy(ImageFormat.Pgm, 3000, 2500, channels: 1);
        using var cancel = new CancellationTokenSource();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/images") { Content = new ByteArrayContent(large) };
        using HttpResponseMessage response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel.Token);
        using (var lines = new StreamReader(await response.Content.ReadAsStreamAsync()))
            Assert.Contains("opened", await lines.ReadLineAsync());
        await cancel.CancelAsync();
        response.Dispose();
        Assert.True(await RunningServer.Eventually(async () => await server.Metric("hush_images_in_progress") == 0));
        Assert.Equal(0, await server.Metric("hush_images_total"));
        Assert.Empty(server.TemporaryFiles);
    }

    [Fact]
    public async Task Temporary_data_is_private_and_removed_at_the_end_and_after_a_crash()
    {
        using var folder = new TemporaryFolder();
        string crashed = Directory.CreateDirectory(folder["hush-serve-crashed"]).FullName;
        string foreign = Directory.CreateDirectory(folder["hush-serve-x"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(crashed, "in-use"), "");
        await File.WriteAllTextAsync(Path.Combine(crashed, "upload.tmp"), "someone's photo");
        await File.WriteAllTextAsync(Path.Combine(foreign, "kept.txt"), "no lock file: not a folder of this program");
        using (var store = new TemporaryStore(folder.Path))
        {
            Assert.False(Directory.Exists(crashed));
            Assert.True(Directory.Exists(foreign));
            using (var second = new TemporaryStore(folder.Path))
                Assert.True(Directory.Exists(store.Folder));        // in use by a running process
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(store.Folder));
        }

        Assert.Equal([foreign], Directory.GetDirectories(folder.Path));
    }

    [Fact]
    public void Results_expire_and_the_oldest_make_room()
    {
        using var folder = new TemporaryFolder();
        var clock = new HandClock();
        using var store = new ResultStore(
            new ServeOptions { TemporaryRoot = folder.Path, MaxStored = 250, Expiry = TimeSpan.FromMinutes(5) }, clock);
        StoredResult first = Result(store), second = Result(store), third = Result(store);
        store.Add(first);
        clock.Advance(TimeSpan.FromMinutes(1));
        store.Add(second);
        Assert.Equal(200, store.Bytes);
        store.Get(first.Id);
        clock.Advance(TimeSpan.FromMinutes(1));
        store.Get(first.Id);
        store.Add(third);       // removes the second, which was not used for the longest time
        Assert.Equal((200, 2), (store.Bytes, store.Count));
        Assert.Throws<ProblemException>(() => store.Get(second.Id));
        Assert.False(File.Exists(second.Source));
        clock.Advance(TimeSpan.FromMinutes(6));
        store.RemoveExpired();
        Assert.Equal((0, 0), (store.Bytes, store.Count));
        Assert.False(File.Exists(first.Source));
    }

    private static StoredResult Result(ResultStore store)
    {
        string[] files = [store.Files.NewPath(), store.Files.NewPath(), store.Files.NewPath(), store.Files.NewPath()];
        foreach (string file in files)
            File.WriteAllBytes(file, new byte[25]);
        return new StoredResult
        {
            Id = ResultStore.NewId(),
            Name = "a-clean.png",
            Format = ImageFormat.Png,
            Page = null,
            Source = files[0],
            Clean = files[1],
            Before = files[2],
            After = files[3],
        };
    }

    /// <summary>A PNG of a few hundred bytes that claims to be huge and decompresses without end.</summary>
    private static byte[] Bomb(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        using var data = new MemoryStream();
        using (var zip = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
            zip.Write(new byte[1 << 20]);
        return [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. Chunk("IHDR", header), .. Chunk("IDAT", data.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data], ends = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(ends, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(ends.AsSpan(4), Crc32.HashToUInt32(body));
        return [.. ends[..4], .. body, .. ends[4..]];
    }

    private static async Task<string> Raw(RunningServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        return await reader.ReadToEndAsync(timeout.Token);
    }
}
