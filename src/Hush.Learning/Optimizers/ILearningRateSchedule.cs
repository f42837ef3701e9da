namespace Hush.Learning.Optimizers;

/// <summary>A learning rate schedule.</summary>
internal interface ILearningRateSchedule
{
    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">Step number, from 1 to <paramref name="totalSteps"/>.</param>
    /// <param name="totalSteps">Total number of training steps, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is out of range.</exception>
    float RateAt(long step, long totalSteps);

    /// <summary>Records the validation loss of an epoch. Schedules that depend on the step only ignore it.</summary>
    /// <param name="validationLoss">The validation loss.</param>
    void EpochEnded(double validationLoss)
    {
    }

    /// <summary>The state that checkpoints save and restore; null for schedules that depend on the step only.</summary>
    ScheduleState? State
    {
        get => null;
        set
        {
        }
    }

    /// <summary>Reports what is wrong with a state from a checkpoint.</summary>
    /// <param name="state">The state.</param>
    /// <param name="epochs">Number of completed epochs.</param>
    IEnumerable<string> Check(ScheduleState state, int epochs) => [];
}
