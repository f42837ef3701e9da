namespace Hush.Imaging.Datasets.Standard;

/// <summary>
/// Finds an IDX file under the names that programs give it: plain or <c>.gz</c>, with a dot for a hyphen (<c>train-images.idx3-ubyte</c>,
/// which 7-Zip takes from within the archive), in capitals, or in a folder of its own name, as Kaggle has it.
/// </summary>
internal static class IdxNames
{
    private const string Packed = ".gz";

    private static readonly EnumerationOptions s_all = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    /// <summary>The file; null if there is none.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="name">As it is published: the first choice, then that with <c>.gz</c>, then others by their names.</param>
    public static string? Find(string folder, string name)
    {
        string? usual = new[] { name, name + Packed }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);
        return usual ?? Within(folder, name).FirstOrDefault(File.Exists) ?? Within(folder, name).SelectMany(inner => Within(inner, name)).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Within(string folder, string name) => Directory.Exists(folder)
        ? Directory.EnumerateFileSystemEntries(folder, "*", s_all).Where(path => Published(Path.GetFileName(path)) == name).Order(StringComparer.Ordinal)
        : [];

    /// <summary>The published name that a name stands for.</summary>
    private static string Published(string name)
    {
        string plain = name.ToLowerInvariant();
        return (plain.EndsWith(Packed, StringComparison.Ordinal) ? plain[..^Packed.Length] : plain).Replace('.', '-');
    }
}
