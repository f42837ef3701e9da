using Microsoft.Playwright;
using Xunit;

namespace Hush.Web.Tests.Browser;

/// <summary>The installed Chromium, started once for all tests of a class.</summary>
public sealed class Chromium : IAsyncLifetime
{
    public const string Missing = "There is no Chromium: install Debian's package chromium.";

    private static readonly string[] s_places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

    private IPlaywright? _playwright;

    public static string? Executable { get; } =
        Environment.GetEnvironmentVariable("HUSH_CHROMIUM") is { Length: > 0 } given ? given : Array.Find(s_places, File.Exists);

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Executable is null)
            return;
        _playwright = await Playwright.CreateAsync();
        // The tests of a container run as root, where the sandbox of Chromium does not start.
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
