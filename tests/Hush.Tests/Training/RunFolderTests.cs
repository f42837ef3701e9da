using Xunit;

namespace Hush.Tests.Training;

public sealed class RunFolderTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("hush-test-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void One_training_at_a_time_holds_a_folder()
    {
        var folder = new RunFolder(_path);
        using (folder.Hold(resumed: false, overwrite: false))
            Assert.StartsWith($"Another training is running in '{_path}'. Wait until", Refused(() => folder.Hold(resumed: false, overwrite: true)));
        folder.Hold(resumed: false, overwrite: false).Dispose();
        Assert.Empty(Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_training_that_another_one_overtook_does_not_replace_it()
    {
        var folder = new RunFolder(_path);
        folder.Hold(resumed: false, overwrite: false).Dispose();
        File.WriteAllText(folder.Checkpoint, "theirs");
        Assert.StartsWith($"Another training has been in '{_path}' while", Refused(() => folder.Hold(resumed: false, overwrite: false)));
        folder.Hold(resumed: true, overwrite: false).Dispose();
        folder.Hold(resumed: false, overwrite: true).Dispose();
        Assert.Equal("theirs", File.ReadAllText(folder.Checkpoint));
    }

    private static string Refused(Func<IDisposable> hold) => Assert.Throws<IOException>(hold).Message;
}
