using Hush.Learning.Losses;
using Hush.Learning.Training;
using Hush.Training;
using Xunit;

namespace Hush.Learning.Tests.Training;

public class DivergenceTests
{
    private const string Advice =
        "Lower the learning rate or clip the gradient, and start again in another folder.";

    [Fact]
    public void A_loss_that_is_no_number_names_its_step_and_leaves_the_checkpoint_as_it_was()
    {
        using var training = new TinyTraining(source: new TinySource { BadFrom = 1, Bad = float.NaN });
        var error = Assert.Throws<DivergedException>(() => training.Run());
        Assert.Equal($"The loss of step 4 (epoch 2, step 1 of 3) is NaN, expected a finite number. The last checkpoint is kept. {Advice}",
            error.Message);
        RequireTheCheckpointOfEpochOne(training);
    }

    [Theory, InlineData(null), InlineData(1.0)]
    public void A_gradient_that_is_no_number_names_its_step_and_never_reaches_the_weights(double? clip)
    {
        TrainingOptions options = TinyTraining.Options with
        {
            Loss = new SteepLoss(),
            ClipNorm = clip,
            CheckpointInterval = TimeSpan.Zero,
        };
        using var training = new TinyTraining(options, source: new TinySource { BadFrom = 1, Bad = SteepLoss.Cliff });
        var error = Assert.Throws<DivergedException>(() => training.Run());
        Assert.Equal("The length of the gradient of step 4 (epoch 2, step 1 of 3) is NaN, expected a finite number. The last " +
            $"checkpoint is kept. {Advice}", error.Message);
        Assert.Equal([1, 2, 3], training.Checkpoints);
        Assert.All(training.Loop.Best.Memory.Span.ToArray(), w => Assert.True(float.IsFinite(w)));
        using var before = new TinyTraining(options);
        before.Load(training.File);
        before.Run();
        Assert.Equal(TinyTraining.Options.Epochs, before.Loop.Log.Count);
    }

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void A_validation_loss_that_is_no_number_names_its_epoch_and_leaves_everything_as_it_was(double loss)
    {
        using var training = new TinyTraining(losses: [0.5, loss]);
        var error = Assert.Throws<DivergedException>(() => training.Run());
        Assert.Equal($"The validation loss after step 6 (epoch 2, step 3 of 3) is {loss}, expected a finite number. The last checkpoint " +
            $"is kept. {Advice}", error.Message);
        Assert.Equal(1, training.Loop.BestEpoch);
        Assert.Equal(training.Validated[0], training.Loop.Best.Memory.Span);
        Assert.Single(training.Loop.Log);
        RequireTheCheckpointOfEpochOne(training);
    }

    [Fact]
    public void A_first_validation_loss_that_is_no_number_leaves_no_best_epoch()
    {
        using var training = new TinyTraining(losses: [double.NaN]);
        var error = Assert.Throws<DivergedException>(() => training.Run());
        Assert.EndsWith($"is NaN, expected a finite number. There is no checkpoint yet. {Advice}", error.Message);
        Assert.Equal(0, training.Loop.BestEpoch);
        Assert.Empty(training.Checkpoints);
    }

    [Fact]
    public void An_infinite_PSNR_of_flawless_estimates_is_saved_and_loaded()
    {
        using var training = new TinyTraining { Psnr = double.PositiveInfinity };
        training.Run();
        using var loaded = new TinyTraining();
        loaded.Load(training.File);
        Assert.Equal(double.PositiveInfinity, loaded.Loop.Log[0].ValidationPsnr);
        Assert.Equal(training.Loop.Log, loaded.Loop.Log);
    }

    private static void RequireTheCheckpointOfEpochOne(TinyTraining training)
    {
        Assert.Equal([3], training.Checkpoints);
        using var before = new TinyTraining();
        before.Load(training.File);
        Assert.Equal((1, 1), (before.Loop.Log.Count, before.Loop.BestEpoch));
    }

    /// <summary>The squared error, except that the gradient is NaN where the target is at the cliff.</summary>
    private sealed class SteepLoss : ILoss
    {
        public const float Cliff = 100;

        private readonly Mse _mse = new();

        public string Name => "steep";

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient, float scale)
        {
            double loss = _mse.Evaluate(prediction, target, gradient, scale);
            int at = target.IndexOf(Cliff);
            if (at >= 0)
                gradient[at] = float.NaN;
            return loss;
        }

        public double Value(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) => _mse.Value(prediction, target);
    }
}
