using Hush.Imaging.Datasets.Folders;

namespace Hush.Imaging.Datasets;

/// <summary>Where to search for datasets, whether to download them, and how to read folders of images.</summary>
internal sealed record DatasetOptions
{
    /// <summary>The environment variable with the roots that <see cref="From"/> uses by default.</summary>
    public const string RootVariable = "HUSH_DATA";

    /// <summary>
    /// Folders that contain <c>mnist/</c>, <c>fashion-mnist/</c> or <c>cifar-10-batches-bin/</c>, searched in this order before the
    /// cache.
    /// </summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>Searched after the roots, with the same layout. Downloads are stored here.</summary>
    public string CacheFolder { get; init; } = Datasets.CacheFolder.Default;

    /// <summary>Download nothing: a dataset that is not on this machine is an error.</summary>
    public bool Offline { get; init; }

    /// <summary>
    /// Addresses tried before the built-in mirrors, with the layout of a root: <c>ADDRESS/mnist/train-images-idx3-ubyte.gz</c>,
    /// <c>ADDRESS/cifar-10-binary.tar.gz</c>. Their files are verified like all others.
    /// </summary>
    public IReadOnlyList<Uri> Mirrors { get; init; } = [];

    /// <summary>How long to wait for data from a mirror before trying the next one.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Decodes an image file of a folder. Called from several threads at once; its exceptions are reported with the file's path.
    /// </summary>
    public Func<string, DecodedImage> ReadImage { get; init; } = DecodedImage.FromFile;

    /// <summary>Channels of a folder's images, 1 or 3. By default 3 if any image has color, else 1.</summary>
    public int? Channels { get; init; }

    /// <summary>
    /// Maximum size in bytes of a folder's decoded images in memory; half of the available memory by default. Further images are
    /// decoded on every read, which is slow.
    /// </summary>
    public long ImageMemory { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>
    /// Seed for splitting off the test part of a folder without train/ and test/. Independent of a run's seed: test images must stay
    /// out of every training run.
    /// </summary>
    public ulong FolderTestSeed { get; init; } = 1;

    /// <summary>
    /// Names, without extension, of the images that form the test part of a folder, wherever in the folder they are. If the folder
    /// contains none of them, its test/ is used, or a part split off by seed.
    /// </summary>
    public IReadOnlyList<string> HeldOut { get; init; } = [];

    /// <summary>
    /// Use every image of a folder without train/ and test/ as both a training and a test image; one image is enough. For evaluating a
    /// model that has seen none of them.
    /// </summary>
    public bool WholeFolder { get; init; }

    /// <summary>Options with the roots from <paramref name="dataRoot"/>, else from <c>HUSH_DATA</c>, else none.</summary>
    /// <param name="dataRoot">Folders separated by <see cref="Path.PathSeparator"/> (<c>:</c>, or <c>;</c> on Windows).</param>
    public static DatasetOptions From(string? dataRoot) =>
        new() { Roots = SplitRoots(dataRoot is { Length: > 0 } ? dataRoot : Environment.GetEnvironmentVariable(RootVariable)) };

    /// <summary>Splits a list of folders; empty entries are removed.</summary>
    public static string[] SplitRoots(string? list) =>
        (list ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
