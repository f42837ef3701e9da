using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Hush.Testing;

namespace Hush.Web.Tests;

/// <summary>A server on a free port of this machine, with folders of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private RunningServer(Func<ServeOptions, ServeOptions> change)
    {
        Options = change(new ServeOptions
        {
            Port = 0,
            Runs = Directory.CreateDirectory(_folder["runs"]).FullName,
            TemporaryRoot = Directory.CreateDirectory(_folder["temporary"]).FullName,
            Threads = 2,
        });
    }

    public ServeOptions Options { get; }

    public HushServer Server { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public Uri Url => Server.Url;

    /// <summary>All files below the temporary root, without the lock.</summary>
    public string[] TemporaryFiles =>
        [.. Directory.GetFiles(Options.TemporaryRoot, "*.tmp", SearchOption.AllDirectories)];

    public static async Task<RunningServer> Start(Func<ServeOptions, ServeOptions>? change = null)
    {
        var running = new RunningServer(change ?? (options => options));
        running.Server = await HushServer.Start(running.Options, "1.2.3");
        running.Client = new HttpClient
        {
            BaseAddress = new Uri(running.Url.GetLeftPart(UriPartial.Authority)),
            Timeout = TimeSpan.FromMinutes(3),
        };
        return running;
    }

    public Task<HttpResponseMessage> Post(string path, byte[] body, string? type = "application/octet-stream", string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (type is not null)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        return Client.SendAsync(request);
    }

    /// <summary>Uploads an image and returns the events of the answer.</summary>
    public async Task<JsonObject[]> Upload(byte[] file, string query = "")
    {
        using HttpResponseMessage response = await Post($"/api/images?{query}", file);
        response.EnsureSuccessStatusCode();
        string text = await response.Content.ReadAsStringAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>Waits until a condition holds, for at most 20 seconds.</summary>
    public static async Task<bool> Eventually(Func<Task<bool>> holds)
    {
        for (int i = 0; i < 200; i++)
        {
            if (await holds())
                return true;
            await Task.Delay(100);
        }

        return false;
    }

    /// <summary>The value of a metric.</summary>
    public async Task<double> Metric(string name)
    {
        string text = await Client.GetStringAsync("/metrics");
        string line = text.Split('\n').Single(l => l.StartsWith(name + " ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1]);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.Stop();
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
