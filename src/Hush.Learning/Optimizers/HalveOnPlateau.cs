namespace Hush.Learning.Optimizers;

/// <summary>
/// Multiplies the rate by a factor when the validation loss has not fallen for more than a number of epochs. To fall means to go
/// below the best so far by more than one part in ten thousand; NaN has not fallen.
/// </summary>
/// <remarks>PyTorch's ReduceLROnPlateau with its defaults, but for factor and patience.</remarks>
public sealed class HalveOnPlateau : IRateSchedule
{
    private const double Threshold = 1e-4;

    private readonly double _factor;
    private readonly int _patience;

    /// <summary>Begins with the full rate.</summary>
    /// <param name="rate">The first rate, above 0.</param>
    /// <param name="patience">Epochs without progress that are let pass, at least 0.</param>
    /// <param name="factor">The rate is multiplied by this, in (0, 1).</param>
    public HalveOnPlateau(float rate, int patience = 2, double factor = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(factor, 1);
        (_patience, _factor) = (patience, factor);
        State = new PlateauState(rate, null, 0);
    }

    /// <summary>Epochs without progress that are let pass.</summary>
    public int Patience => _patience;

    /// <summary>All that must be kept to go on later as if never stopped. Set it to resume.</summary>
    public PlateauState State { get; set; }

    /// <summary>Takes note of an epoch's validation loss; the next epoch may have a lower rate.</summary>
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

/// <summary>What <see cref="HalveOnPlateau"/> remembers; plain numbers, so any serializer keeps it exactly.</summary>
/// <param name="Rate">The present rate.</param>
/// <param name="Best">The lowest validation loss so far; null before the first epoch.</param>
/// <param name="EpochsWithoutProgress">Epochs since then, or since the rate last fell.</param>
public sealed record PlateauState(double Rate, double? Best, int EpochsWithoutProgress);
