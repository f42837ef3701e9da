using Hush.Imaging.Files;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Files;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_of_all_folders_come_by_their_names_within_it_and_others_are_passed_over()
    {
        foreach (string name in new[] { "b.png", "a/z.PNG", "a.png", "a/b/c.pgm", "notes.txt", ".hidden.png" })
            _folder.Write(name, []);
        Assert.Equal(["a.png", "a/b/c.pgm", "a/z.PNG", "b.png"], Names(".png", ".pgm"));
        Assert.Equal(["a/b/c.pgm"], Names(".pgm"));
    }

    [Fact]
    public void What_is_passed_over_is_counted()
    {
        foreach (string name in new[] { "a.png", ".hidden.png", "b/.DS_Store", ".git/c.png", ".git/d.png", "notes.txt", "b/readme",
            "b/e.jpg" })
            _folder.Write(name, []);
        var passedOver = new PassedOver();
        Assert.Single(ImageFolder.Files(_folder.Path, [".png"], passedOver: passedOver));
        Assert.Equal((3, 3), (passedOver.Hidden, passedOver.Others));
    }

    [Fact]
    public void Links_to_files_are_taken_and_links_to_folders_not_followed()
    {
        string kept = _folder.Write("kept.png", []);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link.png"), kept);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "back"), _folder.Path);
        Assert.Equal(["kept.png", "link.png"], Names(".png"));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error() =>
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Files(Path.Combine(_folder.Path, "none"), [".png"]));

    [Fact]
    public void Folders_within_that_cannot_be_searched_are_told_or_end_the_search()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs folders that cannot be searched");
        _folder.Write("a.png", []);
        using var unnamed = new UnreadableFolders(_folder.Path);
        var unreadable = new Dictionary<string, Exception>();
        Assert.Equal([Path.Combine(_folder.Path, "a.png")], ImageFolder.Files(_folder.Path, [".png"], unreadable));
        Assert.Equal(Path.Combine(_folder.Path, "caf\ufffd"), Assert.Single(unreadable).Key);
        Assert.ThrowsAny<IOException>(() => ImageFolder.Files(_folder.Path, [".png"]));
    }

    private IEnumerable<string> Names(params string[] extensions) =>
        ImageFolder.Files(_folder.Path, extensions).Select(path => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/'));
}
