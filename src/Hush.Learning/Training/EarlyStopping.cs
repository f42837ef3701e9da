namespace Hush.Learning.Training;

internal static class EarlyStopping
{
    /// <summary>
    /// The last epoch (from 1) whose validation loss was more than <paramref name="minDelta"/> below the reference, which is the
    /// loss of the previous such epoch. The first epoch always counts. As in Keras, small improvements add up. With a minDelta of
    /// 0, this is the epoch with the lowest loss.
    /// </summary>
    /// <param name="log">The completed epochs.</param>
    /// <param name="minDelta">Minimum improvement, in the unit of the loss; at least 0.</param>
    public static int LastImprovement(IReadOnlyList<EpochMetrics> log, double minDelta)
    {
        double reference = double.PositiveInfinity;
        int last = 0;
        foreach (EpochMetrics row in log)
        {
            if (row.ValidationLoss < reference - minDelta)
                (reference, last) = (row.ValidationLoss, row.Epoch);
        }

        return last;
    }
}
