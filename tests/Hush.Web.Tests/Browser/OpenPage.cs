using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Hush.Web.Tests.Browser;

/// <summary>A page of a running server in a window of its own. Errors of scripts and requests to elsewhere fail the test.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _problems = [];

    private OpenPage(RunningServer server, IBrowserContext context, IPage page) => (Server, _context, Page) = (server, context, page);

    public RunningServer Server { get; }

    public IPage Page { get; }

    /// <summary>The addresses of all requests so far.</summary>
    public List<string> Requests { get; } = [];

    public static async Task<OpenPage> Open(
        Chromium chromium,
        string path = "/",
        int width = 1280,
        int height = 800,
        bool dark = false,
        bool phone = false,
        Action<RunningServer>? prepare = null)
    {
        RunningServer server = await RunningServer.Start();
        prepare?.Invoke(server);
        IBrowserContext context = await chromium.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            HasTouch = phone,
            IsMobile = phone,
            DeviceScaleFactor = phone ? 2 : 1,
            ReducedMotion = ReducedMotion.Reduce,
        });
        IPage page = await context.NewPageAsync();
        var open = new OpenPage(server, context, page);
        page.PageError += (_, error) => open._problems.Add(error);
        page.Console += (_, message) =>
        {
            // The browser reports every refused request; whether one is expected is for the test to check.
            if (message.Type == "error" && !message.Text.Contains("the server responded with a status of 4"))
                open._problems.Add(message.Text);
        };
        page.Request += (_, request) =>
        {
            open.Requests.Add(request.Url);
            if (new Uri(request.Url) is var uri && uri.Scheme != "blob" && uri.Authority != server.Url.Authority)
                open._problems.Add($"a request to {request.Url}");
        };
        await page.GotoAsync(new Uri(server.Url, path).ToString());
        return open;
    }

    /// <summary>Adds images by the hidden file input, and waits until they are clean.</summary>
    public async Task Clean(params (string Name, byte[] Content)[] files)
    {
        await Page.Locator("#files").SetInputFilesAsync(files.Select(f =>
            new FilePayload { Name = f.Name, MimeType = "application/octet-stream", Buffer = f.Content }));
        await Assertions.Expect(Page.Locator(".thumb.done")).ToHaveCountAsync(files.Length, new() { Timeout = 60_000 });
        await Assertions.Expect(Page.Locator("#download")).ToBeEnabledAsync();
        await Page.WaitForTimeoutAsync(300);       // the bitmaps are decoded and drawn
    }

    /// <summary>The colors of the canvas at a place, from 0 to 1 in both directions: the mean over 32 pixels and their deviation.</summary>
    public async Task<(double Mean, double Deviation)> Look(double x, double y)
    {
        double[] result = await Page.EvaluateAsync<double[]>(
            """
            ([x, y]) => {
              const canvas = document.getElementById('canvas');
              const data = canvas.getContext('2d').getImageData(x * canvas.width - 16, y * canvas.height - 16, 32, 32).data;
              const values = data.filter((_, i) => i % 4 === 1);
              const mean = values.reduce((a, b) => a + b, 0) / values.length;
              return [mean, Math.sqrt([...values].reduce((a, b) => a + (b - mean) ** 2, 0) / values.length)];
            }
            """,
            new[] { x, y });
        return (result[0], result[1]);
    }

    /// <summary>The 24x24 pixels of the canvas from a place on, in pixels of the window, as text.</summary>
    public Task<string> Patch(int x, int y) => Page.EvaluateAsync<string>(
        """
        ([x, y]) => document.getElementById('canvas').getContext('2d').getImageData(x, y, 24, 24).data.join()
        """,
        new[] { x, y });

    /// <summary>Checks that axe finds no violation.</summary>
    public async Task RequireAccessible()
    {
        AxeResult result = await Page.RunAxe();
        Assert.True(
            result.Violations.Length == 0,
            string.Join('\n', result.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}")));
        Assert.True(result.Passes.Length > 10, "axe checked almost nothing");
    }

    /// <summary>Checks that nothing sticks out to the right.</summary>
    public async Task RequireNoSidewaysScrolling() => Assert.Equal(
        0, await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Server.DisposeAsync();
        Assert.Empty(_problems);
    }
}
