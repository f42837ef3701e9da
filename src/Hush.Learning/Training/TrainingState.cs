using Hush.Learning.Checkpoints;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Numerics;
using Hush.Numerics.Kernels;

namespace Hush.Learning.Training;

/// <summary>
/// Everything that a resumed training needs to continue bit for bit. Random numbers are counter-based and have no state.
/// </summary>
internal sealed class TrainingState : IDisposable
{
    private const string FingerprintKey = "fingerprint", WeightsPrefix = "weights.", BestPrefix = "best.", AverageName = "average";

    private readonly Network _network;
    private readonly IOptimizer _optimizer;
    private readonly ExponentialMovingAverage? _average;
    private readonly ILearningRateSchedule _schedule;
    private readonly int _epochs;

    public TrainingState(Network network, TrainingOptions options, int workers)
    {
        _network = network;
        (_schedule, _epochs) = (options.Schedule, options.Epochs);
        Weights = Weights.Initialize(network, options.Seed);
        if (options.Start is { } start)
        {
            foreach (Parameter parameter in Weights.Layout.Parameters)
                start[parameter.Name].CopyTo(Weights[parameter.Name]);
        }

        Best = new Weights(Weights.Layout);
        Best.CopyFrom(Weights);
        _optimizer = options.Optimizer(Weights.Layout, workers);
        _average = options.Average is { } decay ? new ExponentialMovingAverage(Weights.Learned, decay) : null;
    }

    public Weights Weights { get; }

    /// <summary>The weights of the epoch with the lowest validation loss.</summary>
    public Weights Best { get; }

    public IOptimizer Optimizer => _optimizer;

    public ExponentialMovingAverage? Average => _average;

    public List<EpochMetrics> Log { get; } = [];

    public LossCurve LossCurve { get; } = new();

    /// <summary>Total number of steps.</summary>
    public long Step { get; set; }

    /// <summary>Number of steps completed in the current epoch.</summary>
    public int StepInEpoch { get; set; }

    /// <summary>Sum of loss * images over the steps of the current epoch.</summary>
    public double LossSum { get; set; }

    public double BestLoss { get; set; } = double.PositiveInfinity;

    /// <summary>The epoch with the lowest validation loss, from 1; 0 before the first validation.</summary>
    public int BestEpoch { get; set; }

    /// <summary>Total training time, in seconds.</summary>
    public double Seconds { get; set; }

    /// <summary>Median time of a full step, in seconds; null if no run was long enough to measure it.</summary>
    public double? StepSeconds { get; set; }

    /// <summary>The name of the first buffer with a value that is not finite; null if all values are finite.</summary>
    public string? FirstNonFinite()
    {
        foreach (var (name, values) in Buffers().Prepend(("the network", Weights.Memory)))
        {
            if (!Finite.All(values.Span))
                return name;
        }

        return null;
    }

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprint">Identifies the recipe and the data. Resuming with a different fingerprint is rejected.</param>
    public void Save(string path, string fingerprint) => ToFile(fingerprint).Write(path);

    /// <summary>The contents of a checkpoint.</summary>
    public byte[] ToBytes(string fingerprint)
    {
        using var stream = new MemoryStream();
        ToFile(fingerprint).Write(stream);
        return stream.ToArray();
    }

    private SafetensorsFile ToFile(string fingerprint)
    {
        var file = new SafetensorsFile();
        ModelTensors.Add(file, WeightsPrefix, _network, Weights);
        ModelTensors.Add(file, BestPrefix, _network, Best);
        foreach (var (name, values) in Buffers())
            file.Add(name, [(int)values.Length], values.Span);
        file.Metadata[FingerprintKey] = fingerprint;
        var counters = new Counters(Step, StepInEpoch, LossSum, BestEpoch, Seconds, StepSeconds);
        new TrainingPosition(counters, BestLoss, Log, LossCurve.State, _schedule.State).Write(file.Metadata);
        return file;
    }

    /// <summary>Loads a checkpoint. The whole file is checked before any state is changed.</summary>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another training; the message lists the
    /// problems.</exception>
    public void Load(string path, IReadOnlyList<string> fingerprints, int stepsPerEpoch) =>
        Load(SafetensorsFile.Read(path), path, fingerprints, stepsPerEpoch);

    /// <inheritdoc cref="Load(string, IReadOnlyList{string}, int)"/>
    public void Load(SafetensorsFile file, string path, IReadOnlyList<string> fingerprints, int stepsPerEpoch)
    {
        bool hasSchedule = _schedule.State != null;
        if (TrainingPosition.RequiredKeys(hasSchedule).Prepend(FingerprintKey)
            .FirstOrDefault(key => !file.Metadata.ContainsKey(key)) is { } missing)
            throw new CheckpointException($"'{path}' is not a checkpoint: it has no '{missing}'. Give the folder of a run that was " +
                "interrupted.");
        if (!fingerprints.Contains(file.Metadata[FingerprintKey]))
        {
            throw new CheckpointException(
                $"'{path}' belongs to another run: its recipe or data differ from this one. " +
                "Resume with the recipe and data of that run, or start a new run in another folder.");
        }

        var problems = new List<string>();
        TrainingPosition? position = TrainingPosition.Read(file.Metadata, hasSchedule, problems);
        if (position != null)
            problems.AddRange(position.Check(stepsPerEpoch));
        if (position is { Schedule: { } schedule, Log: var log })
            problems.AddRange(_schedule.Check(schedule, log.Count));
        ModelTensors.EnsureMatch(file, WeightsPrefix, _network.Parameters, path);
        ModelTensors.EnsureMatch(file, BestPrefix, _network.Parameters, path);
        problems.AddRange(CheckTensors(file));
        if (problems.Count > 0 || position == null)
            throw new CheckpointException($"'{path}' is damaged:\n  {string.Join("\n  ", problems)}\nRestore the file from a copy, or " +
                "start a new run in another folder.");
        if (position.Log.Count > _epochs)
            throw new CheckpointException($"The run in '{path}' has completed {position.Log.Count} epochs, more than the {_epochs} " +
                $"requested. Request at least {position.Log.Count}.");
        TakeOver(file, position, path);
    }

    public void Dispose()
    {
        Weights.Dispose();
        Best.Dispose();
        _optimizer.Dispose();
        _average?.Dispose();
    }

    /// <summary>The tensors other than the weights, by their names in the file.</summary>
    private IEnumerable<(string Name, AlignedMemory Values)> Buffers() =>
        _average != null ? [.. Optimizer.State, (AverageName, _average.Values)] : Optimizer.State;

    private IEnumerable<string> CheckTensors(SafetensorsFile file)
    {
        foreach (var (name, values) in Buffers())
        {
            if (!file.Tensors.TryGetValue(name, out SavedTensor? saved))
                yield return $"{name} is missing";
            else if (saved.Values.Length != values.Length)
                yield return $"{name} has {saved.Values.Length} values, expected {values.Length}";
        }

        foreach ((string name, SavedTensor tensor) in file.Tensors)
        {
            if (!Finite.All(tensor.Values))
                yield return $"{name} has non-finite values";
            else if (IsVariance(name) && tensor.Values.Any(value => value < 0))
                yield return $"{name} has negative values, but must be mean squares";
            else if (!Finite.AllWithin(tensor.Values, MaxIn(name)))
                yield return $"{name} has values beyond {MaxIn(name):0e0}, which training never reaches";
        }
    }

    /// <summary>True for tensors whose values are passed to a square root.</summary>
    private static bool IsVariance(string name) =>
        name.EndsWith(".running_var", StringComparison.Ordinal) || name == Adam.MeanSquareName;

    // The optimizer's buffers hold gradients and their squares.
    private static float MaxIn(string name) =>
        name.StartsWith(WeightsPrefix, StringComparison.Ordinal) || name.StartsWith(BestPrefix, StringComparison.Ordinal)
            || name == AverageName
            ? ModelTensors.MaxWeight : ModelTensors.MaxWeight * ModelTensors.MaxWeight;

    private void TakeOver(SafetensorsFile file, TrainingPosition position, string path)
    {
        ModelTensors.Read(file, WeightsPrefix, Weights, path);
        ModelTensors.Read(file, BestPrefix, Best, path);
        foreach (var (name, values) in Buffers())
            file[name].Values.CopyTo(values.Span);
        (Step, StepInEpoch, LossSum, BestEpoch, Seconds, StepSeconds) = position.Counters;
        BestLoss = position.BestLoss;
        Log.Clear();
        Log.AddRange(position.Log);
        LossCurve.State = position.LossCurve;
        _schedule.State = position.Schedule;
    }
}
