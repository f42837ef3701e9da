using System.Net;
using Hush.Imaging.Datasets;

namespace Hush.Web;

/// <summary>The settings of the server, with its limits.</summary>
internal sealed record ServeOptions
{
    public const int DefaultPort = 4874;        // HUSH on the keypad of a phone

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0 for any free port.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The secret that requests must carry; null if none is needed, which only a loopback address allows.</summary>
    public string? Token { get; init; }

    /// <summary>Additional names by which browsers may address the server.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>The folder that contains the run folders.</summary>
    public string Runs { get; init; } = "runs";

    /// <summary>Where to find datasets.</summary>
    public DatasetOptions Datasets { get; init; } = DatasetOptions.From(null);

    /// <summary>Worker threads for each image; null for one per processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Maximum size of an uploaded file in bytes.</summary>
    public long MaxUpload { get; init; } = 256L << 20;

    /// <summary>Maximum number of pixels of an image.</summary>
    public long MaxPixels { get; init; } = 64_000_000;

    /// <summary>Maximum number of images that are processed or wait; more are rejected at once.</summary>
    public int MaxQueue { get; init; } = 16;

    /// <summary>Maximum number of decoded images in memory. One of them is denoised while the others are read or written.</summary>
    public int MaxImagesInMemory { get; init; } = 2;

    /// <summary>Maximum time for one image, without waiting for others.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time that running work gets to finish when the server stops.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Maximum size of all stored results in bytes. The oldest are removed first.</summary>
    public long MaxStored { get; init; } = 8L << 30;

    /// <summary>How long a result is kept after its last use.</summary>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Maximum size of all request headers in bytes.</summary>
    public int MaxHeaders { get; init; } = 16 << 10;

    /// <summary>Maximum number of open connections.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>Minimum speed of an upload in bytes per second, after five seconds.</summary>
    public double MinUploadRate { get; init; } = 4096;

    /// <summary>Parent of the folder for temporary data.</summary>
    public string TemporaryRoot { get; init; } = Path.GetTempPath();

    public bool IsLoopback => IPAddress.IsLoopback(Address);

    public ImageReadOptions ReadOptions(int? page) => new() { MaxPixels = MaxPixels, Page = page };
}
