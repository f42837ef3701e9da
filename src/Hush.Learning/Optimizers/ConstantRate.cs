namespace Hush.Learning.Optimizers;

/// <summary>The same rate at every step.</summary>
/// <param name="Rate">The rate, above 0.</param>
public sealed record ConstantRate(float Rate) : IRateSchedule
{
    /// <inheritdoc/>
    public float RateAt(long step, long totalSteps)
    {
        RateStep.Require(step, totalSteps);
        return Rate;
    }
}
