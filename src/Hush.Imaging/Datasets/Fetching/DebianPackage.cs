namespace Hush.Imaging.Datasets.Fetching;

/// <summary>
/// Gets files from a folder of a Debian package, for example <c>usr/share/datasets/fashion-mnist</c>, with <c>apt-get download</c> and
/// <c>dpkg-deb</c>. Needs no root privileges.
/// </summary>
internal sealed class DebianPackage(string package, string prefix) : IFileSource
{
    public string Name => $"apt-get download {package}";

    /// <summary>Path of the program; tests replace it.</summary>
    public string? AptGet { get; init; } = Tool.Find("apt-get");

    /// <summary>Path of the program; tests replace it.</summary>
    public string? DpkgDeb { get; init; } = Tool.Find("dpkg-deb");

    public async Task FetchAsync(
        IReadOnlyList<OfficialFile> files, string folder, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        if (AptGet is null || DpkgDeb is null)
            throw new FetchException($"{(AptGet is null ? "apt-get" : "dpkg-deb")} is not on the PATH");
        progress?.Report(new FetchProgress(Name, package, 0, null));
        await Tool.RunAsync(AptGet, ["download", package], folder, cancellation);
        string archive = Directory.EnumerateFiles(folder, "*.deb").FirstOrDefault()
            ?? throw new FetchException("it produced no .deb package");
        string unpacked = Path.Combine(folder, "unpacked");
        await Tool.RunAsync(DpkgDeb, ["-x", archive, unpacked], folder, cancellation);
        foreach (OfficialFile file in files)
        {
            if (file.In(Path.Combine(unpacked, prefix)) is not { } path)
                continue;
            progress?.Report(new FetchProgress(Name, file.Name, new FileInfo(path).Length, new FileInfo(path).Length));
            File.Move(path, Path.Combine(folder, Path.GetFileName(path)));
        }
    }
}
