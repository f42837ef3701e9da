using Hush.Numerics.IO;
using Xunit;

namespace Hush.Numerics.Tests.IO;

public sealed class FileStatusTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hush-status-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Links_of_both_kinds_are_the_file_itself_and_equal_files_are_not()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs hard links");
        string file = Path.Combine(_folder.FullName, "a"), copy = Path.Combine(_folder.FullName, "b");
        string soft = Path.Combine(_folder.FullName, "soft"), hard = Path.Combine(_folder.FullName, "hard");
        File.WriteAllText(file, "same");
        File.WriteAllText(copy, "same");
        File.CreateSymbolicLink(soft, file);
        using (var made = System.Diagnostics.Process.Start("ln", [file, hard]))
            made.WaitForExit();
        FileStatus status = FileStatus.Of(file)!.Value;
        Assert.Equal((4ul, false), (status.Size, status.IsSpecial));
        Assert.Equal(status, FileStatus.Of(soft));
        Assert.Equal(status, FileStatus.Of(hard));
        Assert.NotEqual(status, FileStatus.Of(copy));
        Assert.False(FileStatus.Of(_folder.FullName)!.Value.IsSpecial);
    }

    [Fact]
    public void Nothing_is_known_of_what_is_not_there() => Assert.Null(FileStatus.Of(Path.Combine(_folder.FullName, "none")));
}
