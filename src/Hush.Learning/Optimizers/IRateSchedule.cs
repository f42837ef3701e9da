namespace Hush.Learning.Optimizers;

/// <summary>The learning rate over the course of a training.</summary>
public interface IRateSchedule
{
    /// <summary>The rate of a step.</summary>
    /// <param name="step">The step's number, from 1 to <paramref name="totalSteps"/>, as <see cref="Adam"/> takes it.</param>
    /// <param name="totalSteps">Steps of the whole training, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not one of these.</exception>
    float RateAt(long step, long totalSteps);
}
