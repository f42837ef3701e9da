using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Training;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Learning.Tests.Training;

/// <summary>A training of two convolutions in three steps an epoch, the last one with fewer images, whose validation is scripted.</summary>
internal sealed class TinyTraining : IValidation, IDisposable
{
    public const int StepsPerEpoch = 3;

    /// <summary>What names recipe and data.</summary>
    public const string Fingerprint = "tiny";

    private readonly string _folder = Directory.CreateTempSubdirectory("hush-training-").FullName;
    private readonly WorkerTeam _team;
    private readonly Func<int, ValidationResult> _script;

    /// <summary>Plans it.</summary>
    /// <param name="options">How it is trained; <see cref="Options"/> if not given.</param>
    /// <param name="losses">The validation loss of each epoch; falling ones if not given.</param>
    /// <param name="source">On what; a <see cref="TinySource"/> if not given.</param>
    /// <param name="network">What; two convolutions if not given.</param>
    /// <param name="threads">Who computes.</param>
    public TinyTraining(
        TrainingOptions? options = null,
        double[]? losses = null,
        ITrainingSource? source = null,
        Network? network = null,
        int threads = 2)
    {
        _team = new WorkerTeam(threads);
        _script = epoch => new ValidationResult(losses?[epoch] ?? (1.0 / (1 + epoch)), 20 + epoch);
        Trainer = new Trainer(network ?? Plain(), options ?? Options, source ?? new TinySource(), this, _team);
    }

    public static TrainingOptions Options { get; } = new()
    {
        Batch = new Shape(4, 4, 6, 1),
        Loss = new Mse(),
        Schedule = new ConstantRate(0.01f),
        Epochs = 4,
        Seed = 3,
        Clock = new HandClock(),
    };

    public Trainer Trainer { get; }

    /// <summary>Where its checkpoints go.</summary>
    public string File => Path.Combine(_folder, "state.safetensors");

    /// <summary>PSNR of the validations to come, in place of the scripted one.</summary>
    public double? Psnr { get; set; }

    /// <summary>Called after each step.</summary>
    public Action? StepDone { get; set; }

    /// <summary>Called at each validation.</summary>
    public Action? Validating { get; init; }

    /// <summary>Copies of the weights that were validated, one an epoch.</summary>
    public List<float[]> Validated { get; } = [];

    /// <summary>Steps after which a checkpoint was written, counted in this sitting.</summary>
    public List<int> Checkpoints { get; } = [];

    public static Network Plain() => Network.Build(1, x => x.Conv("a", 5).Relu().Conv("b", 1));

    public static Network Normalized() => Network.Build(1, x => x.Conv("a", 5).BatchNorm("n").Relu().Conv("b", 1));

    /// <summary>With filters that are matrices to an optimizer.</summary>
    public static Network Wide() => Network.Build(1, x => x.Conv("a", 16).Relu().Conv("b", 16).Relu().Conv("c", 1));

    /// <summary>Goes back to a checkpoint of another one.</summary>
    public void Load(string file) => Trainer.Load(file, Fingerprint);

    /// <summary>Trains to the end, or until so many steps of this sitting are done.</summary>
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
        return Trainer.Run(
            () =>
            {
                Trainer.Save(File, Fingerprint);
                Checkpoints.Add(done);
            },
            progress,
            cancel.Token);
    }

    /// <summary>The bytes of a checkpoint of this moment.</summary>
    public byte[] Save()
    {
        string path = Path.Combine(_folder, "moment.safetensors");
        Trainer.Save(path, Fingerprint);
        return System.IO.File.ReadAllBytes(path);
    }

    public ValidationResult Measure(Weights weights)
    {
        Validating?.Invoke();
        Validated.Add(weights.Memory.Span.ToArray());
        ValidationResult result = _script(Trainer.Log.Count);
        return Psnr is { } psnr ? result with { Psnr = psnr } : result;
    }

    public void Dispose()
    {
        Trainer.Dispose();
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
