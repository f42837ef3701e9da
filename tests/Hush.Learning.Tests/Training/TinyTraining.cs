using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Training;
using Hush.Numerics.Threading;
using Hush.Training;

namespace Hush.Learning.Tests.Training;

/// <summary>Trains two convolutions in three steps per epoch, the last one with fewer images. The validation is scripted.</summary>
internal sealed class TinyTraining : IValidation, IDisposable
{
    public const int StepsPerEpoch = 3;

    public const string Fingerprint = "tiny";

    private readonly string _folder = Directory.CreateTempSubdirectory("hush-training-").FullName;
    private readonly WorkerTeam _team;
    private readonly Func<int, ValidationResult> _script;

    /// <param name="options">The training options; <see cref="Options"/> by default.</param>
    /// <param name="losses">The validation loss of each epoch; decreasing by default.</param>
    /// <param name="source">The images; a <see cref="TinySource"/> by default.</param>
    /// <param name="network">The network; two convolutions by default.</param>
    /// <param name="threads">Number of worker threads.</param>
    public TinyTraining(
        TrainingOptions? options = null,
        double[]? losses = null,
        ITrainingSource? source = null,
        Network? network = null,
        int threads = 2)
    {
        _team = new WorkerTeam(threads);
        _script = epoch => new ValidationResult(losses?[epoch] ?? (1.0 / (1 + epoch)), 20 + epoch);
        Loop = new TrainingLoop(network ?? Plain(), options ?? Options, source ?? new TinySource(), this, _team);
    }

    public static TrainingOptions Options { get; } = new()
    {
        Batch = new Shape(4, 4, 6, 1),
        Loss = new Mse(),
        Schedule = new ConstantLearningRate(0.01f),
        Epochs = 4,
        Seed = 3,
        Clock = new HandClock(),
    };

    public TrainingLoop Loop { get; }

    /// <summary>Path of the checkpoint.</summary>
    public string File => Path.Combine(_folder, "state.safetensors");

    /// <summary>PSNR of subsequent validations, instead of the scripted value.</summary>
    public double? Psnr { get; set; }

    /// <summary>Called after each step.</summary>
    public Action? StepDone { get; set; }

    /// <summary>Called at each validation.</summary>
    public Action? Validating { get; init; }

    /// <summary>Copies of the validated weights, one per epoch.</summary>
    public List<float[]> Validated { get; } = [];

    /// <summary>Steps after which a checkpoint was written, counted in this run.</summary>
    public List<int> Checkpoints { get; } = [];

    public static Network Plain() => Network.Build(1, x => x.Conv("a", 5).Relu().Conv("b", 1));

    public static Network Normalized() => Network.Build(1, x => x.Conv("a", 5).BatchNorm("n").Relu().Conv("b", 1));

    /// <summary>A network whose filters are large enough for Muon.</summary>
    public static Network Wide() => Network.Build(1, x => x.Conv("a", 16).Relu().Conv("b", 16).Relu().Conv("c", 1));

    /// <summary>Resumes from the checkpoint of another training.</summary>
    public void Load(string file) => Loop.Load(file, Fingerprint);

    /// <summary>Trains to the end, or for a number of steps.</summary>
    public TrainingEnd Run(int steps = int.MaxValue)
    {
        using var cancel = new CancellationTokenSource();
        int done = 0;
        var progress = new StepReports(() =>
        {
            if (++done == steps)
                cancel.Cancel();
            StepDone?.Invoke();
        });
        return Loop.Run(
            () =>
            {
                Loop.Save(File, Fingerprint);
                Checkpoints.Add(done);
            },
            progress,
            cancel.Token);
    }

    /// <summary>The bytes of a checkpoint of the current state.</summary>
    public byte[] Save()
    {
        string path = Path.Combine(_folder, "moment.safetensors");
        Loop.Save(path, Fingerprint);
        return System.IO.File.ReadAllBytes(path);
    }

    public ValidationResult Measure(Weights weights)
    {
        Validating?.Invoke();
        Validated.Add(weights.Memory.Span.ToArray());
        ValidationResult result = _script(Loop.Log.Count);
        return Psnr is { } psnr ? result with { Psnr = psnr } : result;
    }

    public void Dispose()
    {
        Loop.Dispose();
        _team.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class StepReports(Action afterStep) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step > 0)
                afterStep();
        }
    }
}
