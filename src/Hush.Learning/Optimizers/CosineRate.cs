namespace Hush.Learning.Optimizers;

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
