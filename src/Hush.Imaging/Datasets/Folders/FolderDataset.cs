using System.Security.Cryptography;
using Hush.Imaging.Files;
using Hush.Numerics.Random;
using Hush.Numerics.Text;

namespace Hush.Imaging.Datasets.Folders;

/// <summary>
/// A folder of images as a dataset. The test part is the images held out by name, wherever they are in the folder; else test/ if the
/// folder has both train/ and test/; else a part split off by seed.
/// </summary>
internal static class FolderDataset
{
    /// <summary>
    /// Extensions of the files to read. PFM is excluded because its values may lie outside [0, 1], and GIF because its palettes add
    /// noise of their own.
    /// </summary>
    public static readonly string[] Endings = [.. ImageFormats.ReadableExtensions.Except([".pfm", ".gif"])];

    private const uint TestCut = 1;         // the validation split uses stream 0 of the same purpose

    private const int ProblemsShown = 10;

    /// <summary>
    /// Reads every image once, to learn the sizes and channels and to report unreadable files before training starts.
    /// </summary>
    /// <exception cref="DatasetException">There are no or too few images, or some cannot be read.</exception>
    public static Dataset Read(string folder, DatasetOptions options, CancellationToken cancellation)
    {
        string root = Path.GetFullPath(folder), train = Path.Combine(root, "train"), test = Path.Combine(root, "test");
        bool divided = Directory.Exists(train) && Directory.Exists(test);
        string[] trainPaths = ImagePaths(divided ? train : root), testPaths = divided ? ImagePaths(test) : [];
        if (trainPaths.Length < (divided || options.WholeFolder ? 1 : 2) || (divided && testPaths.Length < 1))
        {
            string held = divided
                ? $"{Counted(trainPaths.Length)} in train/ and {Counted(testPaths.Length)} in test/"
                : Counted(trainPaths.Length);
            string needed = options.WholeFolder && !divided ? "at least one is needed" : "at least two are needed, one for training and " +
                "one for testing";
            int raw = ImagePaths(root, ImageFormats.RawExtensions).Length;
            string alsoRaw = raw > 0 ? $" It also has {raw} raw camera file(s): develop them to 16-bit TIFF, for example with darktable " +
                "or RawTherapee." : "";
            throw new DatasetException($"'{root}' has {held} ({string.Join(' ', Endings)}), but {needed}.{alsoRaw} Add images, or choose " +
                "another folder.");
        }

        Func<string, StoredImage> decode = path => Decode(path, options.ReadImage);
        string[] all = [.. trainPaths, .. testPaths];
        FolderImage[] images = Open(all, decode, options.ImageMemory, cancellation, out bool color);
        int channels = options.Channels ?? (color ? 3 : 1);
        var (training, tested, named) = Divide(all, divided ? trainPaths.Length : null, root, options);
        return new Dataset(
            folder,
            new FolderImages($"{folder} training", channels, [.. training.Select(i => images[i])], decode),
            new FolderImages($"{folder} test", channels, [.. tested.Select(i => images[i])], decode),
            new Provenance(root, "folder of images", HasPublishedContent: false, Files(root, all)))
        {
            HoldsOutNamed = named,
        };
    }

    private static string Counted(int images) => images switch { 0 => "no images", 1 => "1 image", _ => $"{images} images" };

    /// <summary>The named test images; else the folder's own test/, all images for both parts, or a split by seed.</summary>
    /// <param name="paths">The images; those in train/ come first.</param>
    /// <param name="trained">Number of images in train/; null if the folder has no train/ and test/.</param>
    /// <param name="root">The folder's name for error messages.</param>
    /// <param name="options">The names to hold out, and whether to use the whole folder for both parts.</param>
    /// <returns>Indices of both parts. Named is true if the test part also serves as the validation set: it was held out by name, or
    /// only one training image is left.</returns>
    private static (int[] Training, int[] Test, bool Named) Divide(string[] paths, int? trained, string root, DatasetOptions options)
    {
        int[] all = Range(0, paths.Length);
        if (options.WholeFolder && trained == null)
            return (all, all, false);
        var names = options.HeldOut.ToHashSet(StringComparer.Ordinal);
        int[] named = [.. all.Where(i => names.Contains(Path.GetFileNameWithoutExtension(paths[i])))];
        if (named.Length > 0 && !options.WholeFolder)
        {
            int[] left = [.. Range(0, trained ?? paths.Length).Except(named)];
            return left.Length > 0
                ? (left, named, true)
                : throw new DatasetException(
                    $"All training images of '{root}' are held out by name. Choose another folder, or hold out fewer images.")
                {
                    Options = [$"{nameof(DatasetOptions.HeldOut)}=[]"],
                };
        }

        if (trained is { } count)
            return (Range(0, count), Range(count, paths.Length - count), count == 1);
        var (training, test) = Cut(paths.Length, options.FolderTestSeed);
        return (training, test, training.Length == 1);
    }

    private static int[] Range(int first, int count) => [.. Enumerable.Range(first, count)];

    /// <summary>
    /// Splits off a tenth of the images, at least one, as the test part. Both parts are in ordinal order of their paths.
    /// </summary>
    private static (int[] Training, int[] Test) Cut(int count, ulong seed)
    {
        var (training, test) = Split.Cut(count, Math.Max(1, count / 10), new RandomKey(seed, RandomPurpose.Split, 0, TestCut));
        Array.Sort(training);
        Array.Sort(test);
        return (training, test);
    }

    private static string[] ImagePaths(string folder) => ImagePaths(folder, Endings);

    private static string[] ImagePaths(string folder, IReadOnlyCollection<string> endings)
    {
        try
        {
            return [.. ImageFolder.Files(folder, endings).GroupBy(Path.GetDirectoryName).Where(f => !IsRun(f.Key!)).SelectMany(f => f)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{folder}' cannot be searched for images: {e.Message}", e);
        }
    }

    /// <summary>Whether a training run wrote this folder: its images are reports about the data, not data.</summary>
    private static bool IsRun(string folder) =>
        File.Exists(Path.Combine(folder, "recipe.json")) && File.Exists(Path.Combine(folder, "log.csv"));

    private static FolderImage[] Open(
        string[] paths, Func<string, StoredImage> decode, long memory, CancellationToken cancellation, out bool color)
    {
        var images = new FolderImage?[paths.Length];
        string?[] problems = new string?[paths.Length];
        bool anyColor = false;
        long kept = 0;
        Parallel.For(0, paths.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                StoredImage image = decode(paths[i]);
                // Which images are cached depends on timing; the pixels read do not.
                bool keep = Interlocked.Add(ref kept, image.Bytes) <= memory;
                images[i] = new FolderImage(paths[i], image.Height, image.Width, keep ? image : null);
                if (image.Channels == 3)
                    Volatile.Write(ref anyColor, true);
            }
            catch (DatasetException e)
            {
                problems[i] = e.Message;
            }
        });
        string[] found = [.. problems.OfType<string>()];
        if (found.Length > 0)
        {
            string more = found.Length > ProblemsShown ? $"\n  and {found.Length - ProblemsShown} more" : "";
            throw new DatasetException(
                $"{found.Length} of {paths.Length} images cannot be read. Repair them or move them out of the folder:\n  "
                + string.Join("\n  ", found.Take(ProblemsShown).Select(Printable.Escape)) + more);
        }

        color = anyColor;
        return images!;
    }

    private static StoredImage Decode(string path, Func<string, DecodedImage> read)
    {
        try
        {
            return new StoredImage(read(path));
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            bool named = e.Message.Contains(path, StringComparison.Ordinal);
            throw new DatasetException(named ? e.Message : $"'{path}': {e.Message}", e);
        }
    }

    private static DataFile[] Files(string root, string[] paths) =>
    [
        .. paths.OrderBy(path => ImageFolder.RelativeName(root, path), StringComparer.Ordinal).Select(path =>
        {
            using FileStream file = File.OpenRead(path);
            string hash = Convert.ToHexStringLower(SHA256.HashData(file));
            return new DataFile(path, ImageFolder.RelativeName(root, path), hash, Published: false);
        }),
    ];
}
