using Hush.Learning.Optimizers;

namespace Hush.Recipes;

/// <summary>How the learning rate moves; each kind reads its own fields and leaves the others.</summary>
public sealed record ScheduleRecipe
{
    /// <summary>The kind.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.OneCycle;

    /// <summary>one-cycle: the share of the steps in which the rate rises, between 0 and 1.</summary>
    public double StartFraction { get; init; } = 0.3;

    /// <summary>one-cycle: the first rate is the full one divided by this, 1 to 1e9.</summary>
    public double StartDivisor { get; init; } = 25;

    /// <summary>one-cycle: the last rate is the first one divided by this, 1 to 1e9.</summary>
    public double EndDivisor { get; init; } = 1e4;

    /// <summary>cosine: steps in which the rate rises first, 0 to 1e9.</summary>
    public long WarmupSteps { get; init; }

    /// <summary>halve-on-plateau: the rate is multiplied by this, between 0 and 1.</summary>
    public double Factor { get; init; } = 0.5;

    /// <summary>halve-on-plateau: epochs without progress that are let pass, 0 to 1,000,000.</summary>
    public int Patience { get; init; } = 2;

    /// <summary>The schedule, for a full rate; a <see cref="HalveOnPlateau"/> wants to be told each epoch's validation loss.</summary>
    public IRateSchedule Create(double rate) => Kind switch
    {
        ScheduleKind.Constant => new ConstantRate((float)rate),
        ScheduleKind.OneCycle => new OneCycleRate((float)rate, StartFraction, StartDivisor, EndDivisor),
        ScheduleKind.Cosine => new CosineRate((float)rate, WarmupSteps),
        _ => new HalveOnPlateau((float)rate, Patience, Factor),
    };
}
