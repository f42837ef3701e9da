using Hush.Imaging.Datasets.Folders;

namespace Hush.Imaging.Datasets;

/// <summary>Where data sets are looked for, whether they may be fetched, and how folders of images are read.</summary>
public sealed record DatasetOptions
{
    /// <summary>The environment variable that names roots where the caller of <see cref="From"/> does not.</summary>
    public const string RootVariable = "HUSH_DATA";

    /// <summary>Folders that hold <c>mnist/</c>, <c>fashion-mnist/</c> or <c>cifar-10-batches-bin/</c>, searched in this order,
    /// before the cache.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>Searched after the roots, in the same layout; what is fetched is put here.</summary>
    public string CacheFolder { get; init; } = Datasets.CacheFolder.Default;

    /// <summary>Nothing is fetched: what is not on this machine is an error.</summary>
    public bool Offline { get; init; }

    /// <summary>Addresses tried before the built-in mirrors, each laid out as a root:
    /// <c>ADDRESS/mnist/train-images-idx3-ubyte.gz</c>, <c>ADDRESS/cifar-10-binary.tar.gz</c>. What they send is
    /// checked like everything else.</summary>
    public IReadOnlyList<Uri> Mirrors { get; init; } = [];

    /// <summary>A mirror that sends nothing for this long is given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How a folder's image files become pixels; called from several threads at once. What it throws is shown with the
    /// file's path.</summary>
    public Func<string, DecodedImage> ReadImage { get; init; } = DecodedImage.FromFile;

    /// <summary>Channels of a folder's images: 1 or 3; null for 3 if any image has color, else 1.</summary>
    public int? Channels { get; init; }

    /// <summary>
    /// Bytes of pixels of a folder kept in memory, half of the machine's where nothing is said; images beyond are decoded at every reading,
    /// which is slow.
    /// </summary>
    public long ImageMemory { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>Cuts the test part of a folder that has no train/ and test/. Not a run's seed: the test images must stay out of
    /// every training, whatever its seed.</summary>
    public ulong FolderTestSeed { get; init; } = 1;

    /// <summary>
    /// Names, without ending, of images that are the test part of a folder, wherever in it they lie. Where it has none of them, its test/
    /// is, or a part that is cut by seed.
    /// </summary>
    public IReadOnlyList<string> HeldOut { get; init; } = [];

    /// <summary>Every image of a folder that has no train/ and test/ is a test image (and a training image), and one is enough: for
    /// measuring a model that has seen none of them.</summary>
    public bool WholeFolder { get; init; }

    /// <summary>Options with the roots of <paramref name="dataRoot"/>, else of <c>HUSH_DATA</c>, else none.</summary>
    /// <param name="dataRoot">Folders separated by <see cref="Path.PathSeparator"/> (: or, on
    /// Windows, ;).</param>
    public static DatasetOptions From(string? dataRoot) =>
        new() { Roots = SplitRoots(dataRoot is { Length: > 0 } ? dataRoot : Environment.GetEnvironmentVariable(RootVariable)) };

    /// <summary>The folders of such a list; empty entries are left out.</summary>
    public static string[] SplitRoots(string? list) =>
        (list ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
