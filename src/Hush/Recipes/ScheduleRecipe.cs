using Hush.Learning.Optimizers;

namespace Hush.Training;

/// <summary>The learning rate schedule. Each kind uses its own fields and ignores the others.</summary>
public sealed record ScheduleRecipe
{
    /// <summary>The kind of schedule.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.OneCycle;

    /// <summary>one-cycle: the fraction of the steps in which the rate rises, between 0 and 1.</summary>
    public double StartFraction { get; init; } = 0.3;

    /// <summary>one-cycle: the initial rate is the full rate divided by this, 1 to 1e9.</summary>
    public double StartDivisor { get; init; } = 25;

    /// <summary>one-cycle: the final rate is the initial rate divided by this, 1 to 1e9.</summary>
    public double EndDivisor { get; init; } = 1e4;

    /// <summary>cosine: the number of warm-up steps, 0 to 1e9.</summary>
    public long WarmupSteps { get; init; }

    /// <summary>reduce-on-plateau: the factor by which the rate is reduced, between 0 and 1.</summary>
    public double Factor { get; init; } = 0.5;

    /// <summary>reduce-on-plateau: the number of epochs without improvement before the rate is reduced, 0 to 1,000,000.</summary>
    public int Patience { get; init; } = 2;

    /// <summary>
    /// Creates the schedule for a full rate. <see cref="ReduceOnPlateau"/> requires the validation loss after each epoch.
    /// </summary>
    internal ILearningRateSchedule Create(double rate) => Kind switch
    {
        ScheduleKind.Constant => new ConstantLearningRate((float)rate),
        ScheduleKind.OneCycle => new OneCycleRate((float)rate, StartFraction, StartDivisor, EndDivisor),
        ScheduleKind.Cosine => new CosineRate((float)rate, WarmupSteps),
        _ => new ReduceOnPlateau((float)rate, Patience, Factor),
    };
}
