namespace Hush.Imaging.Datasets.Standard;

/// <summary>
/// Finds an IDX file under its common names: plain or <c>.gz</c>, with a dot for a hyphen (<c>train-images.idx3-ubyte</c>, the name
/// stored inside the archive and used by 7-Zip), in capitals, or in a folder of the same name, as on Kaggle.
/// </summary>
internal static class IdxNames
{
    private const string Packed = ".gz";

    private static readonly EnumerationOptions s_all = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    /// <summary>
    /// The path of the file, or null. The published name is preferred, then the same with <c>.gz</c>, then variants in ordinal order.
    /// </summary>
    public static string? Find(string folder, string name)
    {
        string? usual = new[] { name, name + Packed }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);
        return usual ?? Within(folder, name).FirstOrDefault(File.Exists)
            ?? Within(folder, name).SelectMany(inner => Within(inner, name)).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Within(string folder, string name) => Directory.Exists(folder)
        ? Directory.EnumerateFileSystemEntries(folder, "*", s_all).Where(path => Published(Path.GetFileName(path)) == name)
        .Order(StringComparer.Ordinal)
        : [];

    /// <summary>The published name that corresponds to a variant.</summary>
    private static string Published(string name)
    {
        string plain = name.ToLowerInvariant();
        return (plain.EndsWith(Packed, StringComparison.Ordinal) ? plain[..^Packed.Length] : plain).Replace('.', '-');
    }
}
