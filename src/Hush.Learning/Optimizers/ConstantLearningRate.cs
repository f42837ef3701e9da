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
