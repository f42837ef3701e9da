using Hush.Numerics.IO;
using Xunit;

namespace Hush.Numerics.Tests.IO;

public sealed class AtomicFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hush-atomic-");

    private string Name => Path.Combine(_folder.FullName, "model.bin");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_file_holds_what_was_written_and_nothing_else_is_left()
    {
        AtomicFile.Write(Name, s => s.Write([1, 2, 3]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Name));
        Assert.Equal([Name], Entries());
    }

    [Fact]
    public void A_longer_old_file_is_replaced_whole()
    {
        File.WriteAllBytes(Name, new byte[100]);
        AtomicFile.Write(Name, s => s.WriteByte(7));
        Assert.Equal([7], File.ReadAllBytes(Name));
    }

    [Fact]
    public void A_writer_that_throws_leaves_the_old_file_and_no_other()
    {
        File.WriteAllText(Name, "old");
        var thrown = Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Name, s =>
        {
            s.Write(new byte[100_000]);
            throw new InvalidOperationException("half way");
        }));
        Assert.Equal("half way", thrown.Message);
        Assert.Equal("old", File.ReadAllText(Name));
        Assert.Equal([Name], Entries());
    }

    [Fact]
    public void A_writer_that_throws_leaves_nothing_where_nothing_was()
    {
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Name, _ => throw new InvalidOperationException()));
        Assert.Empty(Entries());
    }

    [Fact]
    public void The_old_file_can_be_read_until_the_new_one_is_complete()
    {
        File.WriteAllText(Name, "old");
        AtomicFile.Write(Name, s =>
        {
            s.Write("new"u8);
            s.Flush();
            Assert.Equal("old", File.ReadAllText(Name));
        });
        Assert.Equal("new", File.ReadAllText(Name));
    }

    [Fact]
    public void A_writer_may_close_the_stream()
    {
        AtomicFile.Write(Name, s =>
        {
            using var writer = new StreamWriter(s);
            writer.Write("closed");
        });
        Assert.Equal("closed", File.ReadAllText(Name));
    }

    [Fact]
    public void A_symbolic_link_stays_and_a_private_file_stays_private()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("links require privileges there, and there are no file modes");
            return;
        }

        string link = Path.Combine(_folder.FullName, "latest");
        File.WriteAllText(Name, "old");
        File.SetUnixFileMode(Name, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(link, Name);
        AtomicFile.Write(link, s => s.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(Name));
        Assert.Equal(Name, File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Name));
    }

    [Fact]
    public void A_missing_folder_and_a_folder_in_place_of_the_file_are_named()
    {
        string missing = Path.Combine(_folder.FullName, "none", "model.bin");
        var noFolder = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(missing, _ => { }));
        Assert.Equal(
            $"'{missing}' cannot be written: the folder '{Path.GetDirectoryName(missing)}' does not exist. Create it first.",
            noFolder.Message);
        var aFolder = Assert.Throws<IOException>(() => AtomicFile.Write(_folder.FullName, _ => { }));
        Assert.Equal(
            $"'{_folder.FullName}' is a folder, but a file would be written there. Choose another name.", aFolder.Message);
    }

    [Fact]
    public void What_killed_writers_left_is_removed_by_the_next_writer_and_what_a_living_one_writes_is_not()
    {
        string abandoned = Temporary("abandoned"), other = Path.Combine(_folder.FullName, ".hush-notes.txt");
        File.WriteAllText(abandoned, "half");
        File.WriteAllText(other, "mine");
        using (var living = new FileStream(Temporary("living"), FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            AtomicFile.Write(Name, s => s.WriteByte(1));
            Assert.Equal([Temporary("living"), other, Name], Entries().Order(StringComparer.Ordinal));
        }

        AtomicFile.RemoveAbandoned(_folder.FullName);
        Assert.Equal([other, Name], Entries().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Writers_at_the_same_time_do_not_remove_each_other_s_files()
    {
        Parallel.For(0, 200, i =>
        {
            string path = Path.Combine(_folder.FullName, $"{i}.bin");
            AtomicFile.Write(path, s =>
            {
                s.Write(new byte[10_000]);
                AtomicFile.RemoveAbandoned(_folder.FullName);
            });
            AtomicFile.RemoveAbandoned(_folder.FullName);
            Assert.Equal(10_000, new FileInfo(path).Length);
        });
        Assert.Equal(200, Entries().Length);
    }

    [Fact]
    public void A_folder_that_is_not_there_has_nothing_to_remove() => AtomicFile.RemoveAbandoned(Path.Combine(_folder.FullName, "none"));

    [Fact]
    public void An_error_of_the_disk_names_the_file_and_not_the_temporary_one()
    {
        string Temporary() => Assert.Single(Directory.GetFiles(_folder.FullName, ".hush-*.tmp"));
        var bare = Assert.Throws<IOException>(() => AtomicFile.Write(Name, _ => throw new IOException("No space left on device")));
        Assert.Equal($"'{Name}' cannot be written: No space left on device.", bare.Message);
        var full = Assert.Throws<IOException>(() =>
            AtomicFile.Write(Name, _ => throw new IOException($"No space left on device : '{Temporary()}'")));
        Assert.Equal($"'{Name}' cannot be written: No space left on device.", full.Message);
        var denied = Assert.Throws<UnauthorizedAccessException>(
            () => AtomicFile.Write(Name, _ => throw new UnauthorizedAccessException($"Access to the path '{Temporary()}' is denied.")));
        Assert.Equal($"'{Name}' cannot be written: Access to the path '{Name}' is denied.", denied.Message);
        Assert.Empty(Entries());
    }

    [Fact]
    public void A_folder_that_goes_while_the_file_is_written_is_an_error_of_the_file()
    {
        string folder = Path.Combine(_folder.FullName, "goes"), path = Path.Combine(folder, "model.bin");
        Directory.CreateDirectory(folder);
        var gone = Assert.ThrowsAny<IOException>(() => AtomicFile.Write(path, _ => Directory.Delete(folder, recursive: true)));
        Assert.StartsWith($"'{path}' cannot be written: ", gone.Message);
        Assert.DoesNotContain(".hush-", gone.Message);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void An_error_about_another_file_that_the_writer_reads_stays_as_it_is()
    {
        string other = Path.Combine(_folder.FullName, "other.bin");
        var missing = Assert.Throws<FileNotFoundException>(() => AtomicFile.Write(Name, _ => File.ReadAllBytes(other)));
        Assert.Contains(other, missing.Message);
        Assert.DoesNotContain("cannot be written", missing.Message);
    }

    [Fact]
    public void A_pipe_and_a_link_to_a_device_are_refused_and_stay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs named pipes and devices");
        string pipe = Path.Combine(_folder.FullName, "pipe"), link = Path.Combine(_folder.FullName, "link");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            made.WaitForExit();
        File.CreateSymbolicLink(link, "/dev/null");
        foreach (string path in new[] { pipe, link })
        {
            var refused = Assert.Throws<IOException>(() => AtomicFile.Write(path, s => s.WriteByte(1)));
            Assert.Equal($"'{path}' is a pipe or a device, which the file would replace. Choose another name.", refused.Message);
            Assert.True(FileStatus.Of(path)!.Value.IsSpecial);
        }
    }

    private string Temporary(string name) => Path.Combine(_folder.FullName, $".hush-{name}.tmp");

    private string[] Entries() => Directory.GetFileSystemEntries(_folder.FullName);
}
