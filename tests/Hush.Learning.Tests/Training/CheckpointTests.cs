using Hush.Learning.Checkpoints;
using Xunit;

namespace Hush.Learning.Tests.Training;

public class CheckpointTests
{
    [Fact]
    public void The_checkpoint_of_another_recipe_or_other_data_is_refused()
    {
        using TinyTraining training = new(), other = new();
        training.Run(steps: 4);
        var error = Assert.Throws<CheckpointException>(() => other.Loop.Load(training.File, "other"));
        Assert.Equal(
            $"'{training.File}' belongs to another run: its recipe or data differ from this one. " +
            "Resume with the recipe and data of that run, or start a new run in another folder.",
            error.Message);
        Assert.Empty(other.Loop.Log);
    }

    [Fact]
    public void A_model_is_no_checkpoint()
    {
        using var training = new TinyTraining();
        var model = new SafetensorsFile();
        model.Add("a.weight", [1], [1]);
        model.Write(training.File);
        var error = Assert.Throws<CheckpointException>(() => training.Load(training.File));
        Assert.Equal(
            $"'{training.File}' is not a checkpoint: it has no 'fingerprint'. Give the folder of a run that was interrupted.",
            error.Message);
    }

    [Fact]
    public void It_is_written_after_each_epoch_and_when_the_interval_is_over()
    {
        var clock = new HandClock();
        using var training = new TinyTraining(
            TinyTraining.Options with { Clock = clock, Epochs = 3, CheckpointInterval = TimeSpan.FromMinutes(5) },
            source: new TinySource { Reading = (_, epoch) => clock.Now += TimeSpan.FromMinutes(epoch) },
            threads: 1);
        training.Run();
        int[] expected =
        [
            3,                  // no time passes in the first epoch
            5, 6,               // four minutes per step in the second
            7, 8, 9,            // eight in the third
        ];
        Assert.Equal(expected, training.Checkpoints);
    }
}
