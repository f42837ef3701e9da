using Hush.Evaluation;
using Hush.Imaging.Datasets;
using Hush.Learning.Training;
using Hush.Numerics;
using Hush.Training;

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

    /// <summary>The loss function's name in recipes, for example <c>mse</c>; it names the axis of the loss.</summary>
    public string Loss { get; init; } = "";

    /// <summary>The log, in order. What is not finite was not measured in that epoch.</summary>
    public IReadOnlyList<EpochRow> Epochs { get; init; } = [];

    /// <summary>The training loss by interval of steps, drawn where epochs are few.</summary>
    public IReadOnlyList<StepLoss> StepLosses { get; init; } = [];

    /// <summary>The epoch whose weights were kept; null where none was chosen.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Measurements on the test set; the first is the headline, and the histograms show its images' scores.</summary>
    public IReadOnlyList<EvaluationResult> Measurements { get; init; } = [];

    /// <summary>What the figures say about the training; null before its end.</summary>
    public TrainingVerdict? Verdict { get; init; }

    /// <summary>Where a training stands that has not ended; null for one that has.</summary>
    public UnfinishedRun? Unfinished { get; init; }

    /// <summary>Examples for the grid: a sample that was not chosen by its score. Eight to ten fill a row.</summary>
    public IReadOnlyList<ExampleImage> Examples { get; init; } = [];

    /// <summary>The test images with the highest PSNR after denoising, best first.</summary>
    public IReadOnlyList<ExampleImage> Best { get; init; } = [];

    /// <summary>The test images with the lowest PSNR after denoising, worst first.</summary>
    public IReadOnlyList<ExampleImage> Worst { get; init; } = [];

    /// <summary>The network's layers in the order of the data.</summary>
    public IReadOnlyList<NetworkRow> Network { get; init; } = [];

    /// <summary>The input for which <see cref="Network"/> and <see cref="MultiplyAdds"/> were counted: one image, of as many
    /// channels as all of this run.</summary>
    public Shape Input { get; init; }

    /// <summary>Trained numbers of the network.</summary>
    public long Parameters { get; init; }

    /// <summary>Multiply-adds for one image of <see cref="Input"/>, by the definition of the layers.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>The images, and where they came from.</summary>
    public DataUse? Data { get; init; }

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

/// <summary>A training that has not ended.</summary>
/// <param name="PlannedEpochs">The epochs that it is to have.</param>
/// <param name="Stopped">Why it does not run any more, in a sentence; null where it ran when the report was written.</param>
/// <param name="Updated">When the report was written: a training that is killed leaves its last report as it is.</param>
public sealed record UnfinishedRun(int PlannedEpochs, string? Stopped, DateTimeOffset Updated);

/// <summary>The mean training loss over an interval of steps.</summary>
/// <param name="Epoch">The middle of the interval in epochs from the training's start, for example 0.5.</param>
/// <param name="Loss">The mean loss.</param>
public sealed record StepLoss(double Epoch, double Loss);

/// <summary>One layer of the network's drawing.</summary>
/// <param name="Name">Name of the layer, which is its parameters' name in the model file.</param>
/// <param name="Operation">What it does, for example <c>Conv2d 3x3, 32 -> 64</c>.</param>
/// <param name="Output">Its output for one image of <see cref="RunReport.Input"/>.</param>
/// <param name="Parameters">Its trained numbers.</param>
/// <param name="MultiplyAdds">Its multiply-adds for one image.</param>
public sealed record NetworkRow(string Name, string Operation, Shape Output, long Parameters, long MultiplyAdds)
{
    /// <summary>Names of the layers that it reads. Where no layer of a network has any, each reads the one before it.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];
}

/// <summary>A data set, and how many of its images served for what.</summary>
/// <param name="Name">The word that it was asked for by, or the path of the folder.</param>
/// <param name="Provenance">Where it came from and whether its content is the published one.</param>
/// <param name="Training">Images trained on.</param>
/// <param name="Validation">Images, or patches of them, that were validated on: cut from the training set, or those of the test set where
/// that is held out by name.</param>
/// <param name="Test">Images of the test set.</param>
public sealed record DataUse(string Name, Provenance Provenance, int Training, int Validation, int Test);

/// <summary>The machine of a run.</summary>
/// <param name="Cpu">The processor's own name.</param>
/// <param name="Cores">Logical cores.</param>
/// <param name="Threads">Threads that the run used.</param>
/// <param name="VectorBits">Width of the vectors used: 128, 256 or 512 bits.</param>
/// <param name="OperatingSystem">Name and version.</param>
/// <param name="Runtime">Version of .NET.</param>
public sealed record MachineInfo(
    string Cpu, int Cores, int Threads, int VectorBits, string OperatingSystem, string Runtime);
