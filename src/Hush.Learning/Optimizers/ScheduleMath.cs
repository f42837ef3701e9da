namespace Hush.Learning.Optimizers;

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

    /// <summary>Half a cosine from start (at share 0) to end (at share 1).</summary>
    public static double Cosine(double start, double end, double share) => end + ((start - end) / 2 * (1 + Math.Cos(Math.PI * share)));
}
