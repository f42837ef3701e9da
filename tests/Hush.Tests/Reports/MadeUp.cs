using Hush.Imaging.Datasets;
using Hush.Imaging.Metrics;
using Hush.Learning.Training;
using Hush.Reports;
using Hush.Testing;
using Hush.Training;

namespace Hush.Tests.Reports;

/// <summary>A small but complete run with recognizable numbers.</summary>
internal static class MadeUp
{
    /// <summary>Not a PNG: dimensions and raw pixels, so that tests can read them.</summary>
    public static byte[] Png(int height, int width, int channels, byte[] pixels) =>
        [(byte)height, (byte)width, (byte)channels, .. pixels];

    /// <summary>The log of a training with these validation losses.</summary>
    public static EpochMetrics[] Losses(params double[] losses) =>
        [.. losses.Select((loss, i) => new EpochMetrics(i + 1, loss, loss, 9.79, 1e-3, i + 1))];

    public static RunReport Report() => new()
    {
        Title = "Made-up digits",
        RecipeName = "made-up",
        RecipeJson = """{"name":"made-up","noise":{"kind":"gaussian","sigma":127.5},"widths":[24,48],"all":[{"a":null}]}""",
        Epochs =
        [
            new EpochMetrics(1, 0.05123, 0.0498, 19.254, 1e-3, 13.44),
            new EpochMetrics(2, 0.02345, double.NaN, double.NaN, 5e-4, 26.65),
            new EpochMetrics(3, 0.01234, 0.01301, 21.516, 1.25e-5, 39.95),
        ],
        BestEpoch = 3,
        Measurements = [Measurement(127.5)],
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
        Data = Data("train-images", "ba89", published: true),
        Machine = new MachineInfo("A processor", 2, 1, 512, "An operating system", "10.0.0"),
        TrainSeconds = 272.4,
        ImagesPerSecond = 8123.4,
        HushVersion = "0.1.0",
        Commit = "0123abc",
        Commands = ["hush train made-up", "hush evaluate runs/made-up"],
    };

    public static EvaluationResult Measurement(double? sigma) => new()
    {
        Dataset = "MNIST",
        Images = 10000,
        Protocol = new Protocol("gaussian", sigma, true, 7) { Description = "gaussian noise, clipped" },
        Noisy = Summary(8.924, 8.891, 0.314, 0.33412, 0.06217),
        Baseline = Summary(14.312, 14.201, 0.82, 0.56231, 0.0512),
        Denoised = Summary(21.523, 21.141, 1.618, 0.93176, 0.02914),
        First100 = new ScoreTriple(
            Summary(8.912, 8.88, 0.3, 0.332, 0.06), Summary(14.287, 14.19, 0.81, 0.5611, 0.051),
            Summary(21.498, 21.16, 1.58, 0.9322, 0.028)),
        BaselineWidth = 1.1,
        Verified = true,
        Scores = new EvaluationScores(
            [Score(8.9, 0.31), Score(9.1, 0.35), Score(8.7, 0.29)],
            [Score(14.2, 0.55), Score(14.5, 0.58), Score(14.1, 0.54)],
            [Score(21.4, 0.91), Score(22.6, 0.95), Score(double.PositiveInfinity, 1)]),
    };

    public static DataUse Data(string file, string hash, bool published) => new(
        "MNIST", new Provenance("data/mnist", "MNIST", true, [new DataFile("data/mnist/" + file, file, hash, published)]),
        55000, 5000, 10000);

    public static DataUse Folder(params DataFile[] files) => new(
        "pictures", new Provenance("/home/me/pictures", "folder of images", false, files), 30, 6, 4);

    public static ScoreSummary Summary(double mean, double ofMeanMse, double? deviation, double? ssim, double? ssimDeviation) => new()
    {
        PsnrMean = mean,
        PsnrOfMeanMse = ofMeanMse,
        PsnrStd = deviation,
        SsimMean = ssim,
        SsimStd = ssimDeviation,
    };

    public static ImageScore Score(double psnr, double? ssim) => new(Math.Pow(10, -psnr / 10), psnr, ssim);

    public static ExampleImage Example(int index, int channels) => new(
        index, Image(11, 13, channels, (uint)index), Image(11, 13, channels, (uint)index + 100),
        Image(11, 13, channels, (uint)index + 200),
        Score(9.301 + index, 0.2614), Score(22.187 + index, 0.86421));

    public static ReportImage Image(int height, int width, int channels, uint stream) =>
        new(height, width, channels, Samples.Uniform((long)height * width * channels, stream));
}
