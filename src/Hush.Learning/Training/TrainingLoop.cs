using Hush.Learning.Checkpoints;
using Hush.Learning.Distributed;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Plans;
using Hush.Numerics.Random;
using Hush.Numerics.Threading;
using Hush.Training;

namespace Hush.Learning.Training;

/// <summary>
/// Trains a network: shuffles the images in every epoch with a fixed seed, validates after each epoch, keeps the best weights,
/// and writes checkpoints from which a later run continues bit for bit.
/// </summary>
internal sealed class TrainingLoop : IDisposable
{
    private const int StatisticsBatches = 20;
    private const int ObservedBatches = 8;
    private const int WarmUpSteps = 20;

    private readonly Network _network;
    private readonly TrainingOptions _options;
    private readonly ITrainingSource _source;
    private readonly IValidation _validation;
    private readonly WorkerTeam _team;
    private readonly TrainingPlan _plan;
    private readonly TrainingState _state;
    private readonly Weights _gradient;
    private readonly Weights _validated;
    private readonly DeadUnits? _dead;
    private readonly EpochBatch _batch;
    private readonly StepTimer _clock = new(WarmUpSteps);
    private readonly DividedUpdate _division;
    private readonly Action<int, int> _updateBody, _averageBody;
    private UpdateStep _update;
    private bool _hasCheckpoint;

    /// <summary>Prepares a training run.</summary>
    /// <param name="network">The network to train.</param>
    /// <param name="options">The training options.</param>
    /// <param name="source">The training images.</param>
    /// <param name="validation">The validation after each epoch.</param>
    /// <param name="team">The worker threads. Not disposed by this class.</param>
    /// <exception cref="ArgumentOutOfRangeException">The source has no images.</exception>
    public TrainingLoop(Network network, TrainingOptions options, ITrainingSource source, IValidation validation, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(source);
        (_network, _options, _source, _validation, _team) = (network, options, source, validation, team);
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Count, 1);
        _plan = new TrainingPlan(network, options.Batch, options.Loss, team, options.Convolutions, options.Ranks);
        _state = new TrainingState(network, options, team.Count);
        _gradient = new Weights(_state.Weights.Layout);
        _validated = new Weights(_state.Weights.Layout);
        _dead = options.ReinitializesDead ? new DeadUnits(network) : null;
        _batch = new EpochBatch(source);
        _division = new DividedUpdate(options.Ranks, _state.Optimizer, _state.Weights);
        (_updateBody, _averageBody) = (UpdatePart, AveragePart);
    }

    /// <summary>The completed epochs.</summary>
    public IReadOnlyList<EpochMetrics> Log => _state.Log;

    /// <summary>Total number of steps so far.</summary>
    public long Steps => _state.Step;

    /// <summary>
    /// The training loss over steps. After resuming from a checkpoint of version 0.1, which has no curve, it starts at the resumed step.
    /// </summary>
    public LossCurve LossCurve => _state.LossCurve;

    /// <summary>Number of steps per epoch.</summary>
    public int StepsPerEpoch => (_source.Count + _options.Batch.N - 1) / _options.Batch.N;

    /// <summary>The weights of the epoch with the lowest validation loss.</summary>
    public Weights Best => _state.Best;

    /// <summary>The weights that the last validation measured: averaged ones if the options ask for them.</summary>
    public Weights Validated => _state.Average is null ? _state.Weights : _validated;

    /// <summary>The epoch with the lowest validation loss, from 1; 0 before the first validation.</summary>
    public int BestEpoch => _state.BestEpoch;

    /// <summary>Total training time in seconds, including that of earlier runs.</summary>
    public double Seconds => _state.Seconds;

    /// <summary>
    /// Batch size divided by the median time of a full step, not counting the first twenty steps. Until then, the value of the
    /// previous run, or null.
    /// </summary>
    public double? ImagesPerSecond => StepSeconds is { } seconds ? _options.Batch.N / seconds : null;

    private double? StepSeconds => _clock.MedianSeconds ?? _state.StepSeconds;

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="path">The file; replaced atomically.</param>
    /// <param name="fingerprint">Identifies the recipe and the data. Resuming with a different fingerprint is rejected.</param>
    /// <exception cref="DivergedException">A weight or a value of the optimizer state is not finite. The old file is kept.</exception>
    public void Save(string path, string fingerprint)
    {
        if (_state.FirstNonFinite() is { } name)
            throw new DivergedException($"After step {_state.Step}, {name} has non-finite values. {Advice}");
        _state.StepSeconds = StepSeconds;
        _state.Save(path, fingerprint);
        _hasCheckpoint = true;
    }

    /// <summary>Restores the state from a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprints">Fingerprints that identify this recipe and data; one of them must match.</param>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another training. The state is
    /// unchanged.</exception>
    public void Load(string path, params IReadOnlyList<string> fingerprints)
    {
        _state.Load(path, fingerprints, StepsPerEpoch);
        _hasCheckpoint = true;
    }

    /// <summary>Gives all ranks the state of rank 0, which may have loaded a checkpoint. Call on all ranks before training.</summary>
    public void Synchronize()
    {
        const string fingerprint = "the state of rank 0";
        ICommunicator ranks = _options.Ranks;
        if (ranks.Count == 1)
            return;
        byte[] state = ranks.Broadcast(ranks.Rank == 0 ? _state.ToBytes(fingerprint) : null);
        if (ranks.Rank > 0)
            _state.Load(SafetensorsFile.Read(state, fingerprint), fingerprint, [fingerprint], StepsPerEpoch);
    }

    /// <summary>Number of completed epochs in a checkpoint; 0 if it is invalid, in which case <see cref="Load"/> rejects it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing or damaged.</exception>
    public static int CompletedEpochs(string path) => TrainingPosition.CompletedEpochs(SafetensorsFile.Read(path).Metadata);

    /// <summary>Trains until all epochs are completed, the validation loss stops improving, or the run is canceled.</summary>
    /// <param name="checkpoint">Called to write a checkpoint: after each epoch, at intervals within an epoch, and on
    /// cancellation.</param>
    /// <param name="progress">Receives the progress after each step and each epoch.</param>
    /// <param name="cancel">Cancels the run after the current step, on all ranks.</param>
    /// <returns>The reason why the run ended.</returns>
    /// <exception cref="DivergedException">A loss or a gradient is not finite. The last checkpoint is kept.</exception>
    public TrainingEnd Run(Action checkpoint, IProgress<TrainingProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        long lastCheckpoint = _options.Clock.GetTimestamp();
        while (_state.Log.Count < _options.Epochs)
        {
            if (HasStoppedEarly)
                return TrainingEnd.StoppedEarly;
            int epoch = _state.Log.Count;
            _batch.Begin(epoch, Philox.Permutation(new RandomKey(_options.Seed, RandomPurpose.Order, (uint)epoch), _source.Count));
            if (_state.StepInEpoch == 0)
                ReinitializeDead(epoch);
            while (_state.StepInEpoch < StepsPerEpoch)
            {
                if (_options.Ranks.Any(cancel.IsCancellationRequested))
                {
                    checkpoint();
                    return TrainingEnd.Interrupted;
                }

                Step(epoch);
                progress?.Report(Progress(epoch));
                if (_options.Clock.GetElapsedTime(lastCheckpoint) >= _options.CheckpointInterval && _state.StepInEpoch < StepsPerEpoch)
                {
                    checkpoint();
                    lastCheckpoint = _options.Clock.GetTimestamp();
                }
            }

            EndEpoch(epoch);
            progress?.Report(Progress(epoch));
            checkpoint();
            lastCheckpoint = _options.Clock.GetTimestamp();
        }

        return HasStoppedEarly && _state.Log.Count < _options.Epochs ? TrainingEnd.StoppedEarly : TrainingEnd.Completed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plan.Dispose();
        _division.Dispose();
        _state.Dispose();
        _gradient.Dispose();
        _validated.Dispose();
    }

    private string Advice =>
        $"{(_hasCheckpoint ? "The last checkpoint is kept." : "There is no checkpoint yet.")} Lower the learning rate or " +
        "clip the gradient, and start again in another folder.";

    /// <summary>True if the validation loss has not improved for <see cref="TrainingOptions.Patience"/> epochs.</summary>
    public bool HasStoppedEarly =>
        _options.Patience is { } patience && _state.Log.Count > 0
            && _state.Log.Count - EarlyStopping.LastImprovement(_state.Log, _options.MinDelta) >= patience;

    // Called only before the first step of an epoch, so that a run that resumes within an epoch does not reinitialize units again.
    private void ReinitializeDead(int epoch)
    {
        if (_dead is not { Exist: true })
            return;
        long start = _options.Clock.GetTimestamp();
        _dead.Begin();
        for (int first = 0, batch = 0; batch < ObservedBatches && first < _source.Count; batch++, first += _options.Batch.N)
        {
            _plan.Step(_state.Weights, _batch.At(first), Math.Min(_options.Batch.N, _source.Count - first), _gradient);
            _dead.Observe(_gradient);
        }

        _dead.Reinitialize(_state.Weights, _options.Seed, epoch);
        if (_state.Average is { } average)
        {
            average.Values.Span.CopyTo(_validated.Learned);
            _dead.Reinitialize(_validated, _options.Seed, epoch);
            _validated.Learned.CopyTo(average.Values.Span);
        }

        _state.Seconds += _options.Clock.GetElapsedTime(start).TotalSeconds;
    }

    private void Step(int epoch)
    {
        long start = _options.Clock.GetTimestamp();
        int first = _state.StepInEpoch * _options.Batch.N, images = Math.Min(_options.Batch.N, _source.Count - first);
        _batch.First = first;
        double loss = _plan.Step(_state.Weights, _batch, images, _gradient);
        RequireNumber(loss, "loss of", epoch, _state.StepInEpoch + 1);
        double length = GradientClipping.Norm(_gradient.Learned);       // finite if all values are
        RequireNumber(length, "length of the gradient of", epoch, _state.StepInEpoch + 1);
        _state.Step++;
        _state.StepInEpoch++;
        _state.LossSum += loss * images;
        _state.LossCurve.Add(loss);
        _update = new UpdateStep(
            _state.Step,
            _options.Schedule.RateAt(_state.Step, (long)_options.Epochs * StepsPerEpoch),
            _options.ClipNorm is { } clip ? GradientClipping.Factor(length, clip) : 1);
        _team.Run(_state.Optimizer.Parts.Count, _updateBody);
        if (_division.IsDivided)
        {
            _division.Exchange();
            if (_state.Average != null)
                _team.Run(_state.Optimizer.Parts.Count, _averageBody);
        }

        double seconds = _options.Clock.GetElapsedTime(start).TotalSeconds;
        _state.Seconds += seconds;
        if (images == _options.Batch.N)
            _clock.Add(seconds);
    }

    private void UpdatePart(int part, int worker)
    {
        if (_division.IsForeign(part))
            _state.Optimizer.UpdateState(part, _gradient.Learned, _update);
        else
            _state.Optimizer.Update(part, _state.Weights.Learned, _gradient.Learned, _update, worker);
        if (!_division.IsDivided)
            AveragePart(part, worker);
    }

    private void AveragePart(int part, int worker)
    {
        var (start, length) = _state.Optimizer.Parts[part];
        _state.Average?.Update(_state.Weights.Learned.Slice(start, length), _state.Step, start);
    }

    private void EndEpoch(int epoch)
    {
        long start = _options.Clock.GetTimestamp();
        Weights weights = WeightsToValidate();
        ValidationResult result = _validation.Measure(weights);
        RequireNumber(result.Loss, "validation loss after", epoch, _state.StepInEpoch);
        if (result.Loss < _state.BestLoss || _state.BestEpoch == 0)
        {
            (_state.BestLoss, _state.BestEpoch) = (result.Loss, epoch + 1);
            _state.Best.CopyFrom(weights);
        }

        _options.Schedule.EpochEnded(result.Loss);
        _state.Seconds += _options.Clock.GetElapsedTime(start).TotalSeconds;
        _state.Log.Add(new EpochMetrics(epoch + 1, _state.LossSum / _source.Count, result.Loss, result.Psnr, _update.Rate, _state.Seconds));
        (_state.StepInEpoch, _state.LossSum) = (0, 0);
    }

    private void RequireNumber(double value, string what, int epoch, int step)
    {
        if (double.IsFinite(value))
            return;
        throw new DivergedException(
            $"The {what} step {((long)epoch * StepsPerEpoch) + step} (epoch {epoch + 1}, step {step} of {StepsPerEpoch}) is {value}, " +
            $"expected a finite number. {Advice}");
    }

    // The averaged weights with batch statistics measured for them, or the current weights.
    private Weights WeightsToValidate()
    {
        if (_state.Average is not { } average)
            return _state.Weights;
        _validated.CopyFrom(_state.Weights);
        average.Values.Span.CopyTo(_validated.Learned);
        int batches = Math.Min(StatisticsBatches, _source.Count / _options.Batch.N);
        _plan.MeasureStatistics(
            _validated,
            [.. Enumerable.Range(0, Math.Max(batches, 1)).Select(b => _batch.At(b * _options.Batch.N))],
            Math.Min(_options.Batch.N, _source.Count));
        return _validated;
    }

    private TrainingProgress Progress(int epoch) => new(
        epoch + 1,
        _options.Epochs,
        _state.StepInEpoch,
        StepsPerEpoch,
        _state.StepInEpoch == 0 ? 0 : _state.LossSum / Math.Min(_source.Count, (double)_state.StepInEpoch * _options.Batch.N),
        _clock.RecentSeconds is { } seconds ? _options.Batch.N / seconds : 0)
    {
        Last = _state.Log.Count > 0 ? _state.Log[^1] : null,
    };
}
