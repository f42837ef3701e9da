using Hush.Imaging.Files;

namespace Hush.Evaluation;

/// <summary>The paths of a noisy image and of a clean image of the same scene.</summary>
internal readonly record struct ImagePaths(string Noisy, string Clean);

/// <summary>
/// Finds the clean counterpart of each noisy image: the image with the same path in its folder, ignoring extensions and words that
/// distinguish noisy from clean. For example, <c>5D2_plant_1_real.JPG</c> matches <c>5D2_plant_1_mean.JPG</c>, and
/// <c>NOISY_SRGB_010.PNG</c> matches <c>GT_SRGB_010.PNG</c>. Both may be in one folder.
/// </summary>
internal static class PairMatching
{
    private static readonly string[] NoisyWords = ["noisy", "noise", "real", "input"];
    private static readonly string[] CleanWords = ["clean", "mean", "gt", "reference", "ref", "target"];
    private static readonly char[] Separators = ['_', '-', '.', ' '];

    /// <summary>Returns the pairs, sorted by the names of the noisy images.</summary>
    /// <param name="noisy">Folder of the noisy images.</param>
    /// <param name="clean">Folder of the clean images; may be the same.</param>
    /// <exception cref="OptionException">An image has no counterpart or several, or there are no images.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static IReadOnlyList<ImagePaths> Of(string noisy, string clean)
    {
        bool isOne = FullPath(noisy) == FullPath(clean);
        string[] noisyFiles = ImageFiles(noisy), cleanFiles = ImageFiles(clean);
        if (isOne)
        {
            noisyFiles = [.. noisyFiles.Where(f => HasWord(f, NoisyWords))];
            cleanFiles = [.. cleanFiles.Where(f => HasWord(f, CleanWords))];
        }

        if (noisyFiles.Length == 0 || cleanFiles.Length == 0)
        {
            throw Wrong($"Found {noisyFiles.Length} noisy and {cleanFiles.Length} clean images in '{noisy}' and '{clean}'. Give a folder " +
                "of noisy images and a folder of clean images. In a folder of both, file names must tell them apart, for example by " +
                "'noisy' and 'clean'.");
        }

        Dictionary<string, string> partners = ByName(clean, cleanFiles), taken = ByName(noisy, noisyFiles);
        Require([.. noisyFiles.Where(f => !partners.ContainsKey(Name(noisy, f)))], "noisy", clean);
        Require([.. cleanFiles.Where(f => !taken.ContainsKey(Name(clean, f)))], "clean", noisy);
        return [.. noisyFiles.Select(f => new ImagePaths(f, partners[Name(noisy, f)]))];
    }

    private static string[] ImageFiles(string folder) => Directory.Exists(folder)
        ? ImageFolder.Files(folder, ImageFormats.ReadableExtensions)
        : throw Wrong($"The folder '{folder}' does not exist. Give a folder of noisy images and a folder of clean images.");

    private static Dictionary<string, string> ByName(string folder, string[] files)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string file in files)
        {
            if (!found.TryAdd(Name(folder, file), file))
                throw Wrong($"'{found[Name(folder, file)]}' and '{file}' have the same name, apart from the words that tell noisy from " +
                    "clean. Rename one of them.");
        }

        return found;
    }

    private static void Require(string[] lonely, string which, string folder)
    {
        if (lonely.Length == 0)
            return;
        string more = lonely.Length > 3 ? $" and {lonely.Length - 3} more" : "";
        throw Wrong($"No image in '{folder}' matches the {which} {string.Join(", ", lonely.Take(3).Select(f => $"'{f}'"))}{more}. " +
            "Every noisy image needs exactly one clean image of the same name, and vice versa.");
    }

    /// <summary>The path in the folder, without extension and words that distinguish noisy from clean.</summary>
    private static string Name(string folder, string file)
    {
        string relative = Path.ChangeExtension(Path.GetRelativePath(folder, file), null);
        string[] words = Path.GetFileName(relative).Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        string[] kept = [.. words.Where(w => !IsIn(NoisyWords, w) && !IsIn(CleanWords, w))];
        return Path.Combine(Path.GetDirectoryName(relative) ?? "", string.Join('_', kept));
    }

    private static bool HasWord(string file, string[] words) =>
        Path.GetFileNameWithoutExtension(file).Split(Separators).Any(w => IsIn(words, w));

    private static bool IsIn(string[] words, string word) => words.Contains(word, StringComparer.OrdinalIgnoreCase);

    private static string FullPath(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static OptionException Wrong(string message) =>
        new(message) { Options = [nameof(PairOptions.Noisy), nameof(PairOptions.Clean)] };
}
