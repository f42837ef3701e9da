namespace Hush.Learning.Optimizers;

/// <summary>
/// Up from peak / startDivisor to the peak during the first part of the steps, then down to peak / startDivisor / endDivisor at the
/// last step, both along half a cosine.
/// </summary>
/// <remarks>PyTorch's OneCycleLR with its defaults. Smith and Topin, arXiv 1708.07120.</remarks>
/// <param name="Peak">The greatest rate, above 0.</param>
/// <param name="StartFraction">The share of the steps that go up, in (0, 1).</param>
/// <param name="StartDivisor">The first rate is the peak divided by this, at least 1.</param>
/// <param name="EndDivisor">The last rate is the first one divided by this, at least 1.</param>
public sealed record OneCycleRate(float Peak, double StartFraction = 0.3, double StartDivisor = 25, double EndDivisor = 1e4)
    : IRateSchedule
{
    /// <inheritdoc/>
    public float RateAt(long step, long totalSteps)
    {
        RateStep.Require(step, totalSteps);
        double first = Peak / StartDivisor, last = first / EndDivisor;
        double at = step - 1, top = (StartFraction * totalSteps) - 1, end = totalSteps - 1;
        if (at <= top)
            return (float)(top > 0 ? RateStep.Cosine(first, Peak, at / top) : Peak);
        return (float)RateStep.Cosine(Peak, last, end > top ? (at - top) / (end - top) : 1);
    }
}
