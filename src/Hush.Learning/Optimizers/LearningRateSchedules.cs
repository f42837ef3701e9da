namespace Hush.Learning.Optimizers;

/// <summary>A constant learning rate.</summary>
/// <param name="Rate">The learning rate, greater than 0.</param>
internal sealed record ConstantLearningRate(float Rate) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public float RateAt(long step, long totalSteps)
    {
        ScheduleMath.Require(step, totalSteps);
        return Rate;
    }
}

/// <summary>
/// Linear warm-up, then cosine annealing from the base learning rate toward 0, which would be reached one step after the last.
/// </summary>
/// <remarks>After the warm-up it equals PyTorch's CosineAnnealingLR. Loshchilov and Hutter, ICLR 2017.</remarks>
/// <param name="Rate">The base learning rate, greater than 0: that of the first step after the warm-up.</param>
/// <param name="WarmupSteps">Number of warm-up steps, at least 0. Step s of the warm-up has the rate
/// Rate * s / (WarmupSteps + 1).</param>
internal sealed record CosineRate(float Rate, long WarmupSteps = 0) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public float RateAt(long step, long totalSteps)
    {
        ScheduleMath.Require(step, totalSteps);
        return step <= WarmupSteps
            ? (float)(Rate * (double)step / (WarmupSteps + 1))
            : (float)ScheduleMath.Cosine(Rate, 0, (double)(step - 1 - WarmupSteps) / (totalSteps - WarmupSteps));
    }
}

/// <summary>
/// One-cycle schedule: the rate rises from Peak / StartDivisor to Peak, then falls to Peak / StartDivisor / EndDivisor at the
/// last step, both along half a cosine.
/// </summary>
/// <remarks>PyTorch's OneCycleLR with its defaults, but without momentum cycling. Smith and Topin, arXiv 1708.07120.</remarks>
/// <param name="Peak">Maximum learning rate, greater than 0.</param>
/// <param name="StartFraction">Fraction of the steps in which the rate rises, in (0, 1).</param>
/// <param name="StartDivisor">The initial rate is Peak / StartDivisor; at least 1.</param>
/// <param name="EndDivisor">The final rate is the initial rate divided by EndDivisor; at least 1.</param>
internal sealed record OneCycleRate(float Peak, double StartFraction = 0.3, double StartDivisor = 25, double EndDivisor = 1e4)
    : ILearningRateSchedule
{
    /// <inheritdoc/>
    public float RateAt(long step, long totalSteps)
    {
        ScheduleMath.Require(step, totalSteps);
        double first = Peak / StartDivisor, last = first / EndDivisor;
        double at = step - 1, top = (StartFraction * totalSteps) - 1, end = totalSteps - 1;
        if (at <= top)
            return (float)(top > 0 ? ScheduleMath.Cosine(first, Peak, at / top) : Peak);
        return (float)ScheduleMath.Cosine(Peak, last, end > top ? (at - top) / (end - top) : 1);
    }
}

internal static class ScheduleMath
{
    /// <summary>Throws unless 1 ≤ step ≤ total.</summary>
    public static void Require(long step, long total)
    {
        if (step < 1 || step > total)
        {
            throw new ArgumentOutOfRangeException(
                nameof(step), step, $"The step must be between 1 and {total}, got {step}. Steps are counted from 1.");
        }
    }

    /// <summary>Half a cosine from start (at fraction 0) to end (at fraction 1).</summary>
    public static double Cosine(double start, double end, double fraction) =>
        end + ((start - end) / 2 * (1 + Math.Cos(Math.PI * fraction)));
}
