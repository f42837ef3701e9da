namespace Hush.Learning.Optimizers;

/// <summary>
/// Up in equal parts over the warm-up steps, then from the full rate along half a cosine towards 0, which the step after the last
/// one would have.
/// </summary>
/// <remarks>PyTorch's CosineAnnealingLR. Loshchilov and Hutter, ICLR 2017.</remarks>
/// <param name="Rate">The full rate, above 0: that of the first step after the warm-up.</param>
/// <param name="WarmupSteps">Steps before the full rate, at least 0; step s of them has rate x s / (WarmupSteps + 1).</param>
public sealed record CosineRate(float Rate, long WarmupSteps = 0) : IRateSchedule
{
    /// <inheritdoc/>
    public float RateAt(long step, long totalSteps)
    {
        RateStep.Require(step, totalSteps);
        return step <= WarmupSteps
            ? (float)(Rate * (double)step / (WarmupSteps + 1))
            : (float)RateStep.Cosine(Rate, 0, (double)(step - 1 - WarmupSteps) / (totalSteps - WarmupSteps));
    }
}
