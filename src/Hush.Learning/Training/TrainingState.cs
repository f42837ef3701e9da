using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hush.Learning.Checkpoints;
using Hush.Learning.Networks;
using Hush.Learning.Optimisers;

namespace Hush.Learning.Training;

/// <summary>Where a training stands: all that a resume needs to go on bit for bit. Randomness is not among it, since it is counted.</summary>
internal sealed class TrainingState : IDisposable
{
    /// <summary>A PSNR may be infinite.</summary>
    private static readonly JsonSerializerOptions s_json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly Network _network;
    private readonly IOptimiser _optimiser;
    private readonly AveragedWeights? _average;
    private readonly IRateSchedule _schedule;

    public TrainingState(Network network, TrainingOptions options, int workers)
    {
        _network = network;
        _schedule = options.Schedule;
        Weights = Weights.Initialise(network, options.Seed);
        if (options.Start is { } start)
        {
            foreach (Parameter parameter in Weights.Layout.Parameters)
                start[parameter.Name].CopyTo(Weights[parameter.Name]);
        }

        Best = new Weights(Weights.Layout);
        Best.CopyFrom(Weights);
        _optimiser = options.Optimiser(Weights.Layout, workers);
        _average = options.Average is { } decay ? new AveragedWeights(Weights.Learned, decay) : null;
    }

    /// <summary>The weights of the moment.</summary>
    public Weights Weights { get; }

    /// <summary>The weights of the epoch with the lowest validation loss.</summary>
    public Weights Best { get; }

    /// <summary>The optimiser with what it remembers.</summary>
    public IOptimiser Optimiser => _optimiser;

    /// <summary>The averaged weights, where they are asked for.</summary>
    public AveragedWeights? Average => _average;

    /// <summary>Lines of the log so far.</summary>
    public List<EpochRow> Log { get; } = [];

    /// <summary>The training loss by interval of steps.</summary>
    public LossCurve LossCurve { get; } = new();

    /// <summary>Steps done in all.</summary>
    public long Step { get; set; }

    /// <summary>Steps done in the running epoch.</summary>
    public int StepInEpoch { get; set; }

    /// <summary>Sum of loss x images over the running epoch's steps.</summary>
    public double LossSum { get; set; }

    /// <summary>The lowest validation loss.</summary>
    public double BestLoss { get; set; } = double.PositiveInfinity;

    /// <summary>Its epoch, from 1; 0 before the first.</summary>
    public int BestEpoch { get; set; }

    /// <summary>Training time so far.</summary>
    public double Seconds { get; set; }

    /// <summary>Median time of a full step, in seconds; null where no sitting was long enough to measure it.</summary>
    public double? StepSeconds { get; set; }

    /// <summary>Writes everything into one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprint">Names the recipe and the data, so that a resume with others is refused.</param>
    public void Save(string path, string fingerprint)
    {
        var file = new SafetensorsFile();
        AddAll(file, "weights.", Weights);
        AddAll(file, "best.", Best);
        foreach (var (name, values) in Optimiser.State)
            file.Add(name, [(int)values.Length], values.Span);
        if (_average != null)
            file.Add("average", [(int)_average.Values.Length], _average.Values.Span);
        file.Metadata["fingerprint"] = fingerprint;
        file.Metadata["position"] = JsonSerializer.Serialize(new Position(Step, StepInEpoch, LossSum, BestEpoch, Seconds, StepSeconds));
        file.Metadata["best_loss"] = BestLoss.ToString("R", CultureInfo.InvariantCulture);
        file.Metadata["log"] = JsonSerializer.Serialize(Log, s_json);
        file.Metadata["loss_curve"] = JsonSerializer.Serialize(LossCurve.State);
        if (_schedule is HalveOnPlateau plateau)
            file.Metadata["plateau"] = JsonSerializer.Serialize(plateau.State);
        file.Write(path);
    }

    /// <summary>Takes everything over from a file.</summary>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another training.</exception>
    public void Load(string path, string fingerprint)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        string found = Text(file, path, "fingerprint");
        if (found != fingerprint)
        {
            throw new CheckpointException(
                $"'{path}' was written by another training: its recipe or data differ from this one. " +
                "Resume with the recipe and options that the training began with, or start anew with --overwrite.");
        }

        ModelTensors.Read(file, "weights.", Weights, path);
        ModelTensors.Read(file, "best.", Best, path);
        foreach (var (name, values) in Optimiser.State)
            Copy(file, name, values.Span, path);
        if (_average != null)
            Copy(file, "average", _average.Values.Span, path);
        try
        {
            Position position = JsonSerializer.Deserialize<Position>(Text(file, path, "position"))!;
            (Step, StepInEpoch, LossSum, BestEpoch, Seconds, StepSeconds) = position;
            BestLoss = double.Parse(Text(file, path, "best_loss"), CultureInfo.InvariantCulture);
            Log.Clear();
            Log.AddRange(JsonSerializer.Deserialize<EpochRow[]>(Text(file, path, "log"), s_json)!);
            if (file.Metadata.TryGetValue("loss_curve", out string? curve))     // checkpoints of version 0.1 have none
                LossCurve.State = Curve(curve);
            if (_schedule is HalveOnPlateau plateau)
                plateau.State = JsonSerializer.Deserialize<PlateauState>(Text(file, path, "plateau"))!;
        }
        catch (Exception e) when (e is JsonException or FormatException or NullReferenceException)
        {
            throw new CheckpointException($"'{path}' does not say where the training stood: {e.Message} Start anew with --overwrite.", e);
        }
    }

    public void Dispose()
    {
        Weights.Dispose();
        Best.Dispose();
        _optimiser.Dispose();
        _average?.Dispose();
    }

    private static LossCurveState Curve(string text) => JsonSerializer.Deserialize<LossCurveState>(text) is { IsValid: true } state
        ? state
        : throw new FormatException("its loss curve is invalid.");

    private static void Copy(SafetensorsFile file, string name, Span<float> to, string path)
    {
        float[] values = file[name].Values;
        if (values.Length != to.Length)
            throw new CheckpointException($"'{path}': '{name}' has {values.Length} values, the training needs {to.Length}. Start anew with --overwrite.");
        values.CopyTo(to);
    }

    private static string Text(SafetensorsFile file, string path, string key) => file.Metadata.TryGetValue(key, out string? text)
        ? text
        : throw new CheckpointException($"'{path}' is not a checkpoint: it has no '{key}'. Give the folder of a training that was interrupted.");

    private void AddAll(SafetensorsFile file, string prefix, Weights weights) => ModelTensors.Add(file, prefix, _network, weights);

    private sealed record Position(long Step, int StepInEpoch, double LossSum, int BestEpoch, double Seconds, double? StepSeconds);
}
