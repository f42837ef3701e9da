using Hush.Numerics;
using Hush.Reports;
using Hush.Testing;

namespace Hush.Tests.Reports;

/// <summary>A small but complete run with numbers that can be found again on the page.</summary>
internal static class MadeUp
{
    /// <summary>No picture format: the extents and the pixels themselves, so that tests can read them back.</summary>
    public static byte[] Png(int height, int width, int channels, byte[] pixels) =>
        [(byte)height, (byte)width, (byte)channels, .. pixels];

    public static RunReport Report() => new()
    {
        Title = "Made-up digits",
        RecipeName = "made-up",
        RecipeJson = """{"name":"made-up","noise":{"kind":"gaussian","sigma":127.5},"widths":[24,48],"all":[{"a":null}]}""",
        Epochs =
        [
            new EpochEntry(1, 0.05123, 0.0498, 19.254, 1e-3, 13.44),
            new EpochEntry(2, 0.02345, null, double.NaN, 5e-4, 13.21),
            new EpochEntry(3, 0.01234, 0.01301, 21.516, 1.25e-5, 13.3),
        ],
        BestEpoch = 3,
        Measurements = [Measurement(127.5)],
        ImageScores = new ImageScores(
            [8.9, 9.1, 8.7], [21.4, 22.6, double.PositiveInfinity], [0.31, 0.35, 0.29], [0.91, 0.95, 1]),
        Examples = [.. Enumerable.Range(0, 3).Select(i => Example(i, 1))],
        Best = [Example(17, 1)],
        Worst = [Example(4321, 1)],
        Network =
        [
            new NetworkRow("enc1", "Conv2d 3x3, 1 -> 24", new Shape(1, 28, 27, 24), 240, 169344),
            new NetworkRow("enc1.relu", "ReLU", new Shape(1, 28, 27, 24), 0, 0),
            new NetworkRow("pool", "MaxPool 2x2", new Shape(1, 14, 13, 24), 0, 0),
        ],
        Input = new Shape(1, 28, 27, 1),
        Parameters = 240,
        MultiplyAdds = 169344,
        Data = new DataProvenance("MNIST", 55000, 5000, 10000, [new DataFile("train-images", true, "sha256:ba89")]),
        Machine = new MachineInfo("A processor", 2, 1, 512, "An operating system", "10.0.0"),
        TrainSeconds = 272.4,
        ImagesPerSecond = 8123.4,
        HushVersion = "0.1.0",
        Commit = "0123abc",
        Commands = ["hush train made-up", "hush evaluate runs/made-up"],
    };

    public static Measurement Measurement(double? sigma) => new()
    {
        Dataset = "MNIST test set",
        Images = 10000,
        Channels = 1,
        Protocol = new Protocol("gaussian", sigma, true, 7),
        BaselineName = "Gaussian filter, 1.1 px",
        All = new ScoreTriple(
            new ScoreSummary(8.924, 8.891, 0.314, 0.33412, 0.06217), new ScoreSummary(14.312, 14.201, 0.82, 0.56231, 0.0512),
            new ScoreSummary(21.523, 21.141, 1.618, 0.93176, 0.02914)),
        First100 = new ScoreTriple(
            new ScoreSummary(8.912, 8.88, 0.3, 0.332, 0.06), null, new ScoreSummary(21.498, 21.16, 1.58, 0.9322, 0.028)),
    };

    public static ExampleImage Example(int index, int channels) => new(
        index, Image(11, 13, channels, (uint)index), Image(11, 13, channels, (uint)index + 100),
        Image(11, 13, channels, (uint)index + 200),
        new ImageScore(9.301 + index, 0.2614), new ImageScore(22.187 + index, 0.86421));

    public static ReportImage Image(int height, int width, int channels, uint stream) =>
        new(height, width, channels, Samples.Uniform((long)height * width * channels, stream));
}
