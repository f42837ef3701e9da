using System.Security.Cryptography;
using System.Text;

namespace Hush.Imaging.Datasets;

/// <summary>One file of a data set.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">Its name inside the data set, without <c>.gz</c>, with <c>/</c> between folders.</param>
/// <param name="Sha256">SHA-256 of the decompressed content, 64 lower-case hexadecimal digits.</param>
/// <param name="Published">The content is known to be the one that the data set's makers published.</param>
public sealed record DataFile(string Path, string Name, string Sha256, bool Published);

/// <summary>Where a data set came from, and what it is by content: for the report and for a model's card.</summary>
/// <param name="Location">The folder or archive that was read.</param>
/// <param name="Kind">What stands behind the name, for example <c>MNIST</c> or <c>folder of images</c>.</param>
/// <param name="HasPublishedContent">There is a published content to compare with: true for the named sets, false for a user's
/// own folder.</param>
/// <param name="Files">The files, in ordinal order of their names.</param>
public sealed record Provenance(string Location, string Kind, bool HasPublishedContent, IReadOnlyList<DataFile> Files)
{
    /// <summary>Every file holds exactly what was published.</summary>
    public bool Verified => HasPublishedContent && Files.All(f => f.Published);

    /// <summary>One hash for the whole set: SHA-256 of the lines <c>hash, two spaces, name, \n</c> of all files, which is what
    /// <c>sha256sum NAMES | sha256sum</c> prints for the decompressed files.</summary>
    public string ContentHash { get; } = HashOf(Files);

    /// <summary>A sentence: kind, place, verified or not, and the hash of the whole.</summary>
    public string Summary => $"{Claim} (content hash {ContentHash})";

    /// <summary>The same with the hash of each file that should have the published content and has not, by its name on disk.</summary>
    public string Text
    {
        get
        {
            if (Verified || !HasPublishedContent)
                return Summary;
            IEnumerable<string> strangers = Files.Where(f => !f.Published)
                .Select(f => $"{System.IO.Path.GetRelativePath(Location, f.Path)} has SHA-256 {f.Sha256}{Unpacked(f)}");
            return $"{Claim} (content hash {ContentHash}; {string.Join(", ", strangers)})";
        }
    }

    private static string Unpacked(DataFile file) => file.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? " (decompressed)" : "";

    private string Claim => Verified ? $"{Kind}, verified: the published content, from {Location}"
        : HasPublishedContent ? $"{Kind}, UNVERIFIED: not known to be the published content, from {Location}"
        : $"{Kind}, {Files.Count} files from {Location}";

    private static string HashOf(IReadOnlyList<DataFile> files)
    {
        var lines = new StringBuilder();
        foreach (DataFile file in files)
            lines.Append(file.Sha256).Append("  ").Append(file.Name).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }
}
