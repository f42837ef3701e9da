namespace Hush.Learning.Optimizers;

/// <summary>A learning rate schedule.</summary>
internal interface IRateSchedule
{
    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">Step number, from 1 to <paramref name="totalSteps"/>.</param>
    /// <param name="totalSteps">Total number of training steps, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is out of range.</exception>
    float RateAt(long step, long totalSteps);
}
