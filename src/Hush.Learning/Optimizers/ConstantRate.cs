namespace Hush.Learning.Optimizers;

/// <summary>A constant learning rate.</summary>
/// <param name="Rate">The learning rate, greater than 0.</param>
internal sealed record ConstantRate(float Rate) : IRateSchedule
{
    /// <inheritdoc/>
    public float RateAt(long step, long totalSteps)
    {
        RateStep.Require(step, totalSteps);
        return Rate;
    }
}
