using Hush.Imaging.Files;

namespace Hush.Web.Cleaning;

/// <summary>Names of files to download, made from names that a client sent.</summary>
internal static class FileNames
{
    private const int MaxLength = 120;
    private const string Reserved = "\"<>:|?*/\\";

    /// <summary>Returns, for example, <c>IMG_0001-clean.jpg</c>: no path, no control characters, and the extension of the format.</summary>
    public static string Clean(string? name, ImageFormat format)
    {
        string last = (name ?? "").Split('/', '\\')[^1];
        string extension = Path.GetExtension(last);
        bool keepsExtension = FormatTraits.Of(format).Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase);
        string stem = new([.. Path.GetFileNameWithoutExtension(last)
            .Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && !Reserved.Contains(c)).Take(MaxLength)]);
        stem = stem.Trim(' ', '.');
        return $"{(stem.Length > 0 ? stem : "image")}-clean{(keepsExtension ? extension : ImageKinds.Extension(format))}";
    }

    /// <summary>The name, with a number if it was used before.</summary>
    public static string Unique(string name, HashSet<string> used)
    {
        string unique = name;
        for (int i = 2; !used.Add(unique); i++)
            unique = $"{Path.GetFileNameWithoutExtension(name)} ({i}){Path.GetExtension(name)}";
        return unique;
    }
}
