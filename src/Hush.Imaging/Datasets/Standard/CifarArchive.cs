using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Hush.Imaging.Datasets.Standard;

/// <summary>
/// CIFAR-10's published archive. It is stored and read without unpacking, because only the archive has a published checksum (MD5).
/// </summary>
internal static class CifarArchive
{
    public const string FileName = "cifar-10-binary.tar.gz";

    /// <summary>Returns why the file is not the published archive, or null if it is.</summary>
    public static string? Refusal(string path, string md5)
    {
        using FileStream file = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = file.Read(buffer)) > 0;)
            hash.AppendData(buffer.AsSpan(0, read));
        string got = Convert.ToHexStringLower(hash.GetHashAndReset());
        return got == md5 ? null : $"its MD5 is {got} ({file.Length} bytes), but the published one is {md5}";
    }

    /// <summary>The named files of the archive, in the order given.</summary>
    /// <exception cref="DatasetException">The file is not the published archive.</exception>
    public static IReadOnlyList<CifarPart> Read(string path, string md5, IReadOnlyList<string> names)
    {
        try
        {
            if (Refusal(path, md5) is { } reason)
            {
                throw new DatasetException(
                    $"'{path}' is not the published CIFAR-10 archive: {reason}. Delete it and run 'hush data fetch cifar10'; "
                    + "to use other content, unpack it into a folder cifar-10-batches-bin/ next to it.");
            }

            return Unpack(path, names);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static CifarPart[] Unpack(string path, IReadOnlyList<string> names)
    {
        var parts = new Dictionary<string, CifarPart>(StringComparer.Ordinal);
        using FileStream file = File.OpenRead(path);
        using var content = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(content);
        while (tar.GetNextEntry() is { } entry)
        {
            string name = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
            if (entry.DataStream is { } data && names.Contains(name))
                parts[name] = CifarPart.Read($"{path}/{name}", name, data, entry.Length);
        }

        string[] missing = [.. names.Where(name => !parts.ContainsKey(name))];
        return missing.Length == 0
            ? [.. names.Select(name => parts[name])]
            : throw new DatasetException(
                $"'{path}' does not contain {string.Join(", ", missing)}. Delete it and run 'hush data fetch cifar10'.");
    }
}
