namespace Hush.Learning.Optimizers;

/// <summary>
/// Multiplies the learning rate by a factor when the validation loss has not improved for more than a number of epochs. A loss
/// counts as an improvement if it is below the best loss so far by more than 0.01%. NaN is not an improvement.
/// </summary>
/// <remarks>PyTorch's ReduceLROnPlateau, with other defaults for factor and patience.</remarks>
internal sealed class ReduceOnPlateau : ILearningRateSchedule
{
    private const double Threshold = 1e-4;

    private readonly double _factor;
    private readonly int _patience;

    /// <summary>Starts with the base learning rate.</summary>
    /// <param name="rate">Initial learning rate, greater than 0.</param>
    /// <param name="patience">Number of epochs without improvement to tolerate, at least 0. The next one reduces the rate.</param>
    /// <param name="factor">Factor on the learning rate, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">Patience or factor is out of range.</exception>
    public ReduceOnPlateau(float rate, int patience = 2, double factor = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(factor, 1);
        (_patience, _factor) = (patience, factor);
        State = new ScheduleState(rate, null, 0);
    }

    public ScheduleState State { get; set; }

    ScheduleState? ILearningRateSchedule.State
    {
        get => State;
        set => State = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <inheritdoc/>
    public void EpochEnded(double validationLoss)
    {
        if (validationLoss < (State.Best is { } best ? best - (Threshold * Math.Abs(best)) : double.PositiveInfinity))
            State = State with { Best = validationLoss, EpochsWithoutProgress = 0 };
        else if (State.EpochsWithoutProgress < _patience)
            State = State with { EpochsWithoutProgress = State.EpochsWithoutProgress + 1 };
        else
            State = State with { Rate = State.Rate * _factor, EpochsWithoutProgress = 0 };
    }

    /// <inheritdoc/>
    public IEnumerable<string> Check(ScheduleState state, int epochs)
    {
        if (!(state.Rate >= 0 && double.IsFinite(state.Rate)))
            yield return $"the schedule's rate is {state.Rate}, expected a finite number of at least 0";
        if (state.Best is { } best ? !double.IsFinite(best) : epochs > 0)
            yield return $"the schedule's best loss is {(state.Best is { } loss ? $"{loss}" : "null")}, expected a finite number";
        if (state.EpochsWithoutProgress < 0 || state.EpochsWithoutProgress > _patience)
            yield return $"the schedule counts {state.EpochsWithoutProgress} epochs without progress, expected 0 to {_patience}";
    }

    /// <inheritdoc/>
    public float RateAt(long step, long totalSteps)
    {
        ScheduleMath.Require(step, totalSteps);
        return (float)State.Rate;
    }
}

/// <summary>The state of a schedule that depends on validation losses.</summary>
/// <param name="Rate">Current learning rate.</param>
/// <param name="Best">Validation loss at the last improvement; null before the first epoch.</param>
/// <param name="EpochsWithoutProgress">Number of epochs since the last improvement or reduction of the rate.</param>
internal sealed record ScheduleState(double Rate, double? Best, int EpochsWithoutProgress);
