namespace Hush.Learning.Optimizers;

/// <summary>
/// Multiplies the learning rate by a factor when the validation loss has not improved for more than a number of epochs. A loss
/// counts as an improvement if it is below the best loss so far by more than 0.01%. NaN is not an improvement.
/// </summary>
/// <remarks>PyTorch's ReduceLROnPlateau, with other defaults for factor and patience.</remarks>
internal sealed class HalveOnPlateau : IRateSchedule
{
    private const double Threshold = 1e-4;

    private readonly double _factor;
    private readonly int _patience;

    /// <summary>Starts with the full learning rate.</summary>
    /// <param name="rate">Initial learning rate, greater than 0.</param>
    /// <param name="patience">Number of epochs without improvement to tolerate, at least 0. The next one reduces the rate.</param>
    /// <param name="factor">Factor on the learning rate, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">Patience or factor is out of range.</exception>
    public HalveOnPlateau(float rate, int patience = 2, double factor = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(factor, 1);
        (_patience, _factor) = (patience, factor);
        State = new PlateauState(rate, null, 0);
    }

    /// <summary>Number of epochs without improvement to tolerate.</summary>
    public int Patience => _patience;

    /// <summary>The state of the schedule, for checkpoints. Set it to resume.</summary>
    public PlateauState State { get; set; }

    /// <summary>Records the validation loss of an epoch, which may reduce the rate of the following epochs.</summary>
    /// <param name="validationLoss">The validation loss.</param>
    public void EpochDone(double validationLoss)
    {
        if (validationLoss < (State.Best is { } best ? best - (Threshold * Math.Abs(best)) : double.PositiveInfinity))
            State = State with { Best = validationLoss, EpochsWithoutProgress = 0 };
        else if (State.EpochsWithoutProgress < _patience)
            State = State with { EpochsWithoutProgress = State.EpochsWithoutProgress + 1 };
        else
            State = State with { Rate = State.Rate * _factor, EpochsWithoutProgress = 0 };
    }

    /// <inheritdoc/>
    public float RateAt(long step, long totalSteps)
    {
        RateStep.Require(step, totalSteps);
        return (float)State.Rate;
    }
}

/// <summary>The state of <see cref="HalveOnPlateau"/>.</summary>
/// <param name="Rate">Current learning rate.</param>
/// <param name="Best">Lowest validation loss so far; null before the first epoch.</param>
/// <param name="EpochsWithoutProgress">Number of epochs since the last improvement or reduction of the rate.</param>
internal sealed record PlateauState(double Rate, double? Best, int EpochsWithoutProgress);
