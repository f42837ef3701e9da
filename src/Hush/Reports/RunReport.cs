using Hush.Imaging.Datasets;
using Hush.Learning.Training;
using Hush.Training;

namespace Hush.Reports;

/// <summary>The data of a training report. Sections whose list is empty are omitted.</summary>
internal sealed record RunReport
{
    /// <summary>The heading of the page, for example <c>MNIST digits</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The name of the recipe, for example <c>mnist</c>, or the path of a recipe file.</summary>
    public required string RecipeName { get; init; }

    /// <summary>The complete recipe, including defaults. JSON is shown indented; other text is shown as is.</summary>
    public string RecipeJson { get; init; } = "";

    /// <summary>The name of the loss function in recipes, for example <c>mse</c>; used as the title of the loss axis.</summary>
    public string Loss { get; init; } = "";

    /// <summary>The training log, in order. Non-finite values were not measured in that epoch.</summary>
    public IReadOnlyList<EpochMetrics> Epochs { get; init; } = [];

    /// <summary>The training loss per interval of steps, drawn if there are few epochs.</summary>
    public IReadOnlyList<StepLoss> StepLosses { get; init; } = [];

    /// <summary>The epoch whose weights were kept; null if none was chosen.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Evaluations on the test set. The first is the headline, and the histograms show its scores.</summary>
    public IReadOnlyList<EvaluationResult> Measurements { get; init; } = [];

    /// <summary>Conclusions about the training; null before its end.</summary>
    public TrainingVerdict? Verdict { get; init; }

    /// <summary>The state of a run that has not finished; null for one that has.</summary>
    public UnfinishedRun? Unfinished { get; init; }

    /// <summary>Examples for the grid: a sample not selected by score. Eight to ten fill a row.</summary>
    public IReadOnlyList<ExampleImage> Examples { get; init; } = [];

    /// <summary>The test images with the highest PSNR after denoising, best first.</summary>
    public IReadOnlyList<ExampleImage> Best { get; init; } = [];

    /// <summary>The test images with the lowest PSNR after denoising, worst first.</summary>
    public IReadOnlyList<ExampleImage> Worst { get; init; } = [];

    /// <summary>The network's layers in data flow order.</summary>
    public IReadOnlyList<NetworkRow> Network { get; init; } = [];

    /// <summary>
    /// The input for which <see cref="Network"/> and <see cref="MultiplyAdds"/> were counted: a single image with the channels of the
    /// run's data.
    /// </summary>
    public Shape Input { get; init; }

    /// <summary>Number of learned parameters.</summary>
    public long Parameters { get; init; }

    /// <summary>Multiply-adds for one image of <see cref="Input"/>, by the definition of each layer.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>The dataset, and where it came from.</summary>
    public DataUse? Data { get; init; }

    /// <summary>The machine that ran the training.</summary>
    public MachineInfo? Machine { get; init; }

    /// <summary>Wall time of the training in seconds; null if unknown.</summary>
    public double? TrainSeconds { get; init; }

    /// <summary>Training images per second; null if unknown.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>The version of Hush, for example <c>0.1.0</c>.</summary>
    public string HushVersion { get; init; } = "";

    /// <summary>The source commit Hush was built from; null if unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>The commands that reproduce the run, one per line, in order.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];
}

/// <summary>The state of a training run that has not finished.</summary>
/// <param name="PlannedEpochs">Number of epochs in the recipe.</param>
/// <param name="Stopped">Why it is no longer running, as a sentence; null if it was running when the report was written.</param>
/// <param name="Updated">When the report was written. The last report of a killed run stays unchanged.</param>
internal sealed record UnfinishedRun(int PlannedEpochs, string? Stopped, DateTimeOffset Updated);

/// <summary>The mean training loss over an interval of steps.</summary>
/// <param name="Epoch">The middle of the interval, in epochs since the start of training, for example 0.5.</param>
/// <param name="Loss">The mean loss.</param>
internal sealed record StepLoss(double Epoch, double Loss);

/// <summary>One layer of the network.</summary>
/// <param name="Name">The name of the layer, which is also the name of its parameters in the model file.</param>
/// <param name="Operation">What it computes, for example <c>Conv2d 3x3, 32 -> 64</c>.</param>
/// <param name="Output">The shape of its output for one image of <see cref="RunReport.Input"/>.</param>
/// <param name="Parameters">Number of learned parameters.</param>
/// <param name="MultiplyAdds">Multiply-adds for one image.</param>
internal sealed record NetworkRow(string Name, string Operation, Shape Output, long Parameters, long MultiplyAdds)
{
    /// <summary>The names of the layers it reads. If no layer of a network has any, each one reads the previous one.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];
}

/// <summary>A dataset, and how its images were used.</summary>
/// <param name="Name">The name passed to <see cref="DatasetCatalog.Load"/>, or the path of the folder.</param>
/// <param name="Provenance">Where it came from and whether it matches the published content.</param>
/// <param name="Training">Number of images trained on.</param>
/// <param name="Validation">Number of validation images, or patches of them: split off from the training set, or those of a test set
/// held out by name.</param>
/// <param name="Test">Number of images in the test set.</param>
internal sealed record DataUse(string Name, Provenance Provenance, int Training, int Validation, int Test);

/// <summary>The machine of a run.</summary>
/// <param name="Cpu">The model name of the processor.</param>
/// <param name="Cores">Logical cores.</param>
/// <param name="Threads">Threads used by the run.</param>
/// <param name="VectorBits">Width of the SIMD vectors used: 128, 256 or 512 bits.</param>
/// <param name="OperatingSystem">Name and version.</param>
/// <param name="Runtime">Version of .NET.</param>
internal sealed record MachineInfo(
    string Cpu, int Cores, int Threads, int VectorBits, string OperatingSystem, string Runtime);
