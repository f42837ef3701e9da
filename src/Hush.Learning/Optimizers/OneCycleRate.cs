namespace Hush.Learning.Optimizers;

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
