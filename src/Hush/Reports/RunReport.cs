using Hush.Numerics;

namespace Hush.Reports;

/// <summary>All that the report of one training shows, as plain data. An empty list leaves its section out.</summary>
public sealed record RunReport
{
    /// <summary>The page's heading, for example <c>MNIST digits</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Name of the recipe, for example <c>mnist</c>, or the path of a recipe file.</summary>
    public required string RecipeName { get; init; }

    /// <summary>The complete recipe, defaults written out. Shown indented; text that is not JSON as it is.</summary>
    public string RecipeJson { get; init; } = "";

    /// <summary>One entry an epoch, in order.</summary>
    public IReadOnlyList<EpochEntry> Epochs { get; init; } = [];

    /// <summary>The epoch whose weights were kept; null where none was chosen.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Measurements on the test set; the first is the headline.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init; } = [];

    /// <summary>Scores of every test image under the first measurement, for the histograms.</summary>
    public ImageScores? ImageScores { get; init; }

    /// <summary>Examples for the grid: a sample that was not chosen by its score. Eight to ten fill a row.</summary>
    public IReadOnlyList<ExampleImage> Examples { get; init; } = [];

    /// <summary>The test images with the highest PSNR after denoising, best first.</summary>
    public IReadOnlyList<ExampleImage> Best { get; init; } = [];

    /// <summary>The test images with the lowest PSNR after denoising, worst first.</summary>
    public IReadOnlyList<ExampleImage> Worst { get; init; } = [];

    /// <summary>The network's layers in the order of the data.</summary>
    public IReadOnlyList<NetworkRow> Network { get; init; } = [];

    /// <summary>The input for which <see cref="Network"/> and <see cref="MultiplyAdds"/> were counted: one image.</summary>
    public Shape Input { get; init; }

    /// <summary>Trained numbers of the network.</summary>
    public long Parameters { get; init; }

    /// <summary>Multiply-adds for one image of <see cref="Input"/>, by the definition of the layers.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>Where the images came from.</summary>
    public DataProvenance? Data { get; init; }

    /// <summary>What it was trained on.</summary>
    public MachineInfo? Machine { get; init; }

    /// <summary>Wall time of the training in seconds; null where unknown.</summary>
    public double? TrainSeconds { get; init; }

    /// <summary>Training images a second; null where unknown.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Version of Hush, for example <c>0.1.0</c>.</summary>
    public string HushVersion { get; init; } = "";

    /// <summary>Source commit that Hush was built from; null where unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>The commands that reproduce the run, a line each, in order.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];
}

/// <summary>One row of <c>log.csv</c>. Null or not finite: not measured in this epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean loss over the epoch's training images.</param>
/// <param name="ValidationLoss">Mean loss over the validation images.</param>
/// <param name="ValidationPsnr">Mean of the validation images' PSNRs, dB.</param>
/// <param name="Rate">Learning rate at the epoch's end.</param>
/// <param name="Seconds">Wall time of the epoch.</param>
public sealed record EpochEntry(
    int Epoch, double? TrainLoss, double? ValidationLoss, double? ValidationPsnr, double? Rate, double? Seconds);

/// <summary>One layer of the network's drawing.</summary>
/// <param name="Name">Name of the layer, which is its parameters' name in the model file.</param>
/// <param name="Operation">What it does, for example <c>Conv2d 3x3, 32 -> 64</c>.</param>
/// <param name="Output">Its output for one image of <see cref="RunReport.Input"/>.</param>
/// <param name="Parameters">Its trained numbers.</param>
/// <param name="MultiplyAdds">Its multiply-adds for one image.</param>
public sealed record NetworkRow(string Name, string Operation, Shape Output, long Parameters, long MultiplyAdds);

/// <summary>The data set and whether its content is the published one.</summary>
/// <param name="Name">Name of the data set or path of the folder.</param>
/// <param name="Training">Images trained on.</param>
/// <param name="Validation">Images cut from the training set for validation.</param>
/// <param name="Test">Images of the test set.</param>
/// <param name="Files">The files that were read, with their hashes.</param>
public sealed record DataProvenance(string Name, int Training, int Validation, int Test, IReadOnlyList<DataFile> Files)
{
    /// <summary>What a reader must know beside the name, for example that the images were decoded from JPEG.</summary>
    public string? Note { get; init; }
}

/// <summary>One file of a data set.</summary>
/// <param name="Name">File name, or what was hashed.</param>
/// <param name="Verified">The hash is the published one.</param>
/// <param name="Hash">Algorithm and digits, for example <c>sha256:ba891046...</c>.</param>
public sealed record DataFile(string Name, bool Verified, string Hash);

/// <summary>The machine of a run.</summary>
/// <param name="Cpu">The processor's own name.</param>
/// <param name="Cores">Logical cores.</param>
/// <param name="Threads">Threads that the run used.</param>
/// <param name="VectorBits">Width of the vectors used: 128, 256 or 512 bits.</param>
/// <param name="OperatingSystem">Name and version.</param>
/// <param name="Runtime">Version of .NET.</param>
public sealed record MachineInfo(
    string Cpu, int Cores, int Threads, int VectorBits, string OperatingSystem, string Runtime);
