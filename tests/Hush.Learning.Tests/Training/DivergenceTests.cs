using Hush.Learning.Training;
using Xunit;

namespace Hush.Learning.Tests.Training;

public class DivergenceTests
{
    private const string Advice = "The last checkpoint is kept. Lower the rate (--rate) or clip the gradient (--set clip_norm=1).";

    [Fact]
    public void A_loss_that_is_no_number_names_its_step_and_leaves_the_checkpoint_as_it_was()
    {
        using var training = new TinyTraining(source: new TinySource { BadFrom = 1, Bad = float.NaN });
        var error = Assert.Throws<DivergedException>(() => training.Run());
        Assert.Equal($"The loss of step 4 (epoch 2, step 1 of 3) is NaN, expected a number. {Advice}", error.Message);
        RequireTheCheckpointOfEpochOne(training);
    }

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void A_validation_loss_that_is_no_number_names_its_epoch_and_leaves_everything_as_it_was(double loss)
    {
        using var training = new TinyTraining(losses: [0.5, loss]);
        var error = Assert.Throws<DivergedException>(() => training.Run());
        Assert.Equal($"The validation loss after step 6 (epoch 2, step 3 of 3) is {loss}, expected a number. {Advice}", error.Message);
        Assert.Equal(1, training.Trainer.BestEpoch);
        Assert.Equal(training.Validated[0], training.Trainer.Best.Memory.Span);
        Assert.Single(training.Trainer.Log);
        RequireTheCheckpointOfEpochOne(training);
    }

    [Fact]
    public void A_first_validation_loss_that_is_no_number_leaves_no_best_epoch()
    {
        using var training = new TinyTraining(losses: [double.NaN]);
        Assert.Throws<DivergedException>(() => training.Run());
        Assert.Equal(0, training.Trainer.BestEpoch);
        Assert.Empty(training.Checkpoints);
    }

    [Fact]
    public void An_infinite_PSNR_of_flawless_estimates_is_saved_and_loaded()
    {
        using var training = new TinyTraining { Psnr = double.PositiveInfinity };
        training.Run();
        using var loaded = new TinyTraining();
        loaded.Trainer.Load(training.File, training.Fingerprint);
        Assert.Equal(double.PositiveInfinity, loaded.Trainer.Log[0].ValidationPsnr);
        Assert.Equal(training.Trainer.Log, loaded.Trainer.Log);
    }

    private static void RequireTheCheckpointOfEpochOne(TinyTraining training)
    {
        Assert.Equal([3], training.Checkpoints);
        using var before = new TinyTraining();
        before.Trainer.Load(training.File, training.Fingerprint);
        Assert.Equal((1, 1), (before.Trainer.Log.Count, before.Trainer.BestEpoch));
    }
}
