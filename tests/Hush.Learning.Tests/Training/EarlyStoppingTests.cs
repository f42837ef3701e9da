using Hush.Learning.Training;
using Xunit;

namespace Hush.Learning.Tests.Training;

public class EarlyStoppingTests
{
    private static readonly double[] s_losses = [0.5, 0.2, 0.3, 0.2, 0.1, 0.1];

    [Fact]
    public void It_ends_after_as_many_epochs_without_a_better_loss_as_patience_allows_and_keeps_the_best_weights()
    {
        using TinyTraining training = Make(epochs: 6, patience: 2);
        Assert.Equal(TrainingEnd.StoppedEarly, training.Run());
        Assert.Equal((4, 2), (training.Loop.Log.Count, training.Loop.BestEpoch));      // a loss equal to the best is no improvement
        Assert.Equal(training.Validated[1], training.Loop.Best.Memory.Span);
        Assert.NotEqual(training.Validated[3], training.Loop.Best.Memory.Span.ToArray());
    }

    [Theory, InlineData(6, 3, 6), InlineData(6, null, 6), InlineData(4, 2, 4), InlineData(1, 1, 1)]
    public void It_is_complete_when_the_epochs_are_done_first(int epochs, int? patience, int done)
    {
        using TinyTraining training = Make(epochs, patience);
        Assert.Equal(TrainingEnd.Completed, training.Run());
        Assert.Equal(done, training.Loop.Log.Count);
    }

    [Theory, InlineData(6, 2), InlineData(2, null)]
    public void A_training_that_is_at_its_end_does_nothing_more_when_it_is_resumed(int epochs, int? patience)
    {
        using TinyTraining training = Make(epochs, patience), resumed = Make(epochs, patience);
        TrainingEnd end = training.Run();
        resumed.Load(training.File);
        Assert.Equal(end, resumed.Run());
        Assert.Empty(resumed.Checkpoints);
        Assert.Empty(resumed.Validated);
        Assert.Equal(training.Loop.Best.Memory.Span, resumed.Loop.Best.Memory.Span);
    }

    [Theory]
    [InlineData(0, 5)]          // every decrease counts
    [InlineData(0.052, 3)]      // 0.46 is not enough after 0.5, 0.44 is, and 0.39 is not enough after 0.44
    [InlineData(0.1, 4)]        // 0.39 is the first that is enough
    [InlineData(1, 1)]
    public void Only_a_fall_by_more_than_min_delta_below_the_last_that_counted_counts(double minDelta, int last)
    {
        double[] losses = [0.5, 0.46, 0.44, 0.39, 0.389];
        EpochMetrics[] log = [.. losses.Select((loss, i) => new EpochMetrics(i + 1, 1, loss, 20, 1, 0))];
        Assert.Equal(last, EarlyStopping.LastImprovement(log, minDelta));
    }

    [Fact]
    public void Small_falls_do_not_keep_a_training_going_but_their_weights_are_kept()
    {
        double[] losses = [0.5, 0.49, 0.48, 0.1, 0.05, 0.04];
        using TinyTraining training = new(TinyTraining.Options with { Epochs = 6, Patience = 2, MinDelta = 0.1 }, losses);
        Assert.Equal(TrainingEnd.StoppedEarly, training.Run());
        Assert.Equal((3, 3), (training.Loop.Log.Count, training.Loop.BestEpoch));
    }

    private static TinyTraining Make(int epochs, int? patience) =>
        new(TinyTraining.Options with { Epochs = epochs, Patience = patience }, s_losses);
}
