using System.Security.Cryptography;
using System.Text;

namespace Hush.Imaging.Datasets;

/// <summary>A file of a dataset.</summary>
/// <param name="Path">Where the file is.</param>
/// <param name="Name">Its name inside the dataset, without <c>.gz</c>, with <c>/</c> as the folder separator.</param>
/// <param name="Sha256">SHA-256 of the decompressed content, 64 lowercase hexadecimal digits.</param>
/// <param name="Published">The content matches what the dataset's authors published.</param>
internal sealed record DataFile(string Path, string Name, string Sha256, bool Published);

/// <summary>Where a dataset came from, and a hash of its content: for reports and model cards.</summary>
/// <param name="Location">The folder or archive that was read.</param>
/// <param name="Kind">A descriptive name, for example <c>MNIST</c> or <c>folder of images</c>.</param>
/// <param name="HasPublishedContent">There is published content to compare with: true for named datasets, false for a folder of
/// images.</param>
/// <param name="Files">The files, in ordinal order of their names.</param>
internal sealed record Provenance(string Location, string Kind, bool HasPublishedContent, IReadOnlyList<DataFile> Files)
{
    /// <summary>Every file has exactly the published content.</summary>
    public bool Verified => HasPublishedContent && Files.All(f => f.Published);

    /// <summary>
    /// One hash for the whole dataset: SHA-256 of the lines <c>hash, two spaces, name, \n</c> of all files, which is what
    /// <c>sha256sum NAMES | sha256sum</c> prints for the decompressed files.
    /// </summary>
    public string ContentHash { get; } = HashOf(Files);

    /// <summary>One sentence: kind, verified or not, location, and the content hash.</summary>
    public string Summary => $"{Claim} (content hash {ContentHash})";

    /// <summary>
    /// <see cref="Summary"/> plus the name and hash of each file that should match the published content but does not.
    /// </summary>
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
