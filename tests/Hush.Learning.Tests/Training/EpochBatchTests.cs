using Hush.Learning.Optimizers;
using Hush.Learning.Training;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Training;

public class EpochBatchTests
{
    private static readonly int[] s_order = [7, 2, 9, 0, 5];

    [Fact]
    public void A_batch_reads_its_stretch_of_the_order()
    {
        var batch = new EpochBatch(new TinySource());
        batch.Begin(epoch: 3, s_order);
        batch.First = 2;
        RequirePair(batch, 0, index: 9, epoch: 3);
        RequirePair(batch, 2, index: 5, epoch: 3);
    }

    [Fact]
    public void Another_batch_of_the_epoch_leaves_the_first_where_it_is()
    {
        var batch = new EpochBatch(new TinySource());
        batch.Begin(epoch: 1, s_order);
        batch.First = 3;
        EpochBatch other = batch.At(1);
        RequirePair(other, 0, index: 2, epoch: 1);
        RequirePair(batch, 0, index: 0, epoch: 1);
    }

    [Fact]
    public void An_epoch_has_each_image_once_and_each_epoch_another_order()
    {
        var read = new List<(int Epoch, int Index)>();
        using var training = new TinyTraining(source: new TinySource { Reading = (index, epoch) => read.Add((epoch, index)) }, threads: 1);
        training.Run();
        int[][] orders = [.. read.GroupBy(r => r.Epoch).OrderBy(g => g.Key).Select(g => g.Select(r => r.Index).ToArray())];
        Assert.Equal(TinyTraining.Options.Epochs, orders.Length);
        Assert.All(orders, order => Assert.Equal(Enumerable.Range(0, TinySource.Images), order.Order()));
        Assert.Equal(orders.Length, orders.Select(order => string.Join(' ', order)).Distinct().Count());
    }

    [Theory, InlineData(1), InlineData(4), InlineData(11), InlineData(16)]
    public void The_epochs_loss_is_the_mean_over_its_images_whatever_the_batch(int images)
    {
        // At this learning rate, no weight changes, so the loss of an image does not depend on when it is used.
        TrainingOptions still = TinyTraining.Options with { Schedule = new ConstantLearningRate(1e-30f), Epochs = 1 };
        using TinyTraining whole = new(still with { Batch = still.Batch with { N = 11 } }),
            parts = new(still with { Batch = still.Batch with { N = images } });
        whole.Run();
        parts.Run();
        double expected = whole.Loop.Log[0].TrainLoss;
        Near.Equal(expected, parts.Loop.Log[0].TrainLoss, expected, relative: 1e-6);
    }

    private static void RequirePair(EpochBatch batch, int image, int index, int epoch)
    {
        float[] noisy = new float[24], clean = new float[24];
        batch.Read(image, noisy, clean, out _);
        Assert.Equal(TinySource.Noisy(index, epoch), noisy);
        Assert.Equal(TinySource.Clean(index), clean);
    }
}
