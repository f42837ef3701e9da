using Hush.Training;
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
        using (folder.AcquireLock(resumed: false, overwrite: false))
            Assert.StartsWith(
            $"Another run is in progress in '{_path}'. Wait until",
                Refused(() => folder.AcquireLock(resumed: false, overwrite: true)));
        folder.AcquireLock(resumed: false, overwrite: false).Dispose();
        Assert.Empty(Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_training_that_another_one_overtook_does_not_replace_it()
    {
        var folder = new RunFolder(_path);
        folder.AcquireLock(resumed: false, overwrite: false).Dispose();
        File.WriteAllText(folder.Checkpoint, "theirs");
        Assert.StartsWith($"Another run was started in '{_path}' while", Refused(() => folder.AcquireLock(resumed: false, overwrite: false)));
        folder.AcquireLock(resumed: true, overwrite: false).Dispose();
        folder.AcquireLock(resumed: false, overwrite: true).Dispose();
        Assert.Equal("theirs", File.ReadAllText(folder.Checkpoint));
    }

    [Fact]
    public void What_a_training_leaves_that_was_killed_before_its_recipe_is_no_training()
    {
        var folder = new RunFolder(_path);
        folder.AcquireLock(resumed: false, overwrite: false).Dispose();
        File.WriteAllText(Path.Combine(_path, "checkpoint", "in-use"), "");
        File.WriteAllText(Path.Combine(_path, ".hush-0.tmp"), "half");
        File.WriteAllText(Path.Combine(_path, "checkpoint", ".hush-1.tmp"), "half");
        Assert.False(folder.HasContents);
        folder.RequireFree(resume: false, overwrite: false);
        folder.AcquireLock(resumed: false, overwrite: false).Dispose();
        Assert.Empty(Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories));

        File.WriteAllText(Path.Combine(_path, "notes.txt"), "mine");
        Assert.True(folder.HasContents);
    }

    [Theory]
    [InlineData("recipe", true)]
    [InlineData("recipe log", true)]
    [InlineData("recipe model", false)]                 // without the log, the number of trained epochs is unknown
    [InlineData("recipe model log", true)]              // killed between the first model and the first checkpoint
    [InlineData("recipe model longlog", false)]         // it had a checkpoint once, and the model is better than starting over
    [InlineData("recipe model log metrics", false)]
    [InlineData("recipe model longlog metrics checkpoint", true)]
    public void A_training_that_was_killed_before_its_first_checkpoint_begins_anew_and_one_that_lost_it_does_not(string files, bool resumes)
    {
        var folder = new RunFolder(_path);
        Directory.CreateDirectory(Path.Combine(_path, "checkpoint"));
        foreach (string file in files.Split(' '))
        {
            (string path, string text) = file switch
            {
                "recipe" => (folder.Recipe, "{}"),
                "model" => (folder.Model, "m"),
                "log" => (folder.Log, "epoch\n1\n"),
                "longlog" => (folder.Log, "epoch\n1\n2\n"),
                "metrics" => (folder.Metrics, "{}"),
                _ => (folder.Checkpoint, "c"),
            };
            File.WriteAllText(path, text);
        }

        Exception? refusal = Record.Exception(() => folder.RequireFree(resume: true, overwrite: false));
        Assert.Equal(resumes, refusal is null);
        if (!resumes)
            Assert.Contains("has a trained model, but no checkpoint to resume from", Assert.IsType<RunFolderException>(refusal).Message);
    }

    [Fact]
    public void A_resume_needs_a_recipe_in_the_folder()
    {
        string missing = Path.Combine(_path, "mnits");
        var error = Assert.Throws<RunFolderException>(() => new RunFolder(missing).RequireFree(resume: true, overwrite: false));
        Assert.Equal(
            $"The folder '{missing}' does not exist, so there is no run to resume. " +
            "Give the folder of an earlier run, or start a new run without resuming.",
            error.Message);
        Assert.Equal(["Folder", "Resume=false"], error.Options);
        error = Assert.Throws<RunFolderException>(() => new RunFolder(_path).RequireFree(resume: true, overwrite: false));
        Assert.StartsWith($"The folder '{_path}' has no recipe.json, so there is no run to resume.", error.Message);
    }

    private static string Refused(Func<IDisposable> hold) => Assert.Throws<RunFolderException>(hold).Message;
}
