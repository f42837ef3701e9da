using Hush.Learning.Checkpoints;
using Hush.Learning.Networks;
using Hush.Learning.Training;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Training;

public class AverageTests
{
    [Fact]
    public void Averaged_weights_are_what_is_validated_and_kept()
    {
        using var training = new TinyTraining(TinyTraining.Options with { Average = 0.9 });
        training.Run();
        var layout = new WeightLayout(TinyTraining.Plain());
        float[] average = SafetensorsFile.Read(training.File)["average"].Values;
        Assert.Equal(average, training.Validated[^1][..layout.Learned]);
        Assert.Equal(average, training.Loop.Best.Learned);
        Assert.NotEqual(SafetensorsFile.Read(training.File)["weights.a.weight"].Values, training.Loop.Best["a.weight"].ToArray());
    }

    [Fact]
    public void Averaged_weights_are_validated_with_statistics_measured_anew_for_them()
    {
        // A 1x1 convolution with one input channel computes w x + b, whose mean and variance over a batch follow from those of x.
        const int all = TinySource.Images;
        Network network = Network.Build(1, x => x.Conv("a", 3, kernel: 1).BatchNorm("n").Relu().Conv("b", 1));
        TrainingOptions options = TinyTraining.Options with { Average = 0.9, Batch = TinyTraining.Options.Batch with { N = all } };
        using var training = new TinyTraining(options, network: network);
        training.Run();

        double[] x = [.. Enumerable.Range(0, all).SelectMany(i => TinySource.Noisy(i, options.Epochs - 1)).Select(v => (double)v)];
        double mean = x.Average(), variance = x.Sum(v => (v - mean) * (v - mean)) / (x.Length - 1);
        Weights best = training.Loop.Best;
        float[] w = best["a.weight"].ToArray(), b = best["a.bias"].ToArray();
        Near.Equal([.. w.Zip(b, (wc, bc) => (wc * mean) + bc)], best["n.running_mean"], relative: 1e-5);
        Near.Equal([.. w.Select(wc => wc * wc * variance)], best["n.running_var"], relative: 1e-5);
    }

    [Fact]
    public void They_are_the_mean_over_the_epochs_full_batches()
    {
        Network network = Network.Build(1, x => x.BatchNorm("n").Conv("a", 1));
        var read = new List<int>();
        var source = new TinySource { Reading = (index, _) => read.Add(index) };
        using var training = new TinyTraining(
            TinyTraining.Options with { Average = 0.9, Epochs = 1 }, source: source, network: network, threads: 1);
        training.Run();

        const int full = 8;                                         // two batches of four; the last three images do not fill a batch
        double mean = read.Take(full).SelectMany(i => TinySource.Noisy(i, 0)).Average(v => (double)v);
        Assert.Equal(TinySource.Images + full, read.Count);
        Near.Equal([mean], training.Loop.Best["n.running_mean"], relative: 1e-5);
    }
}
