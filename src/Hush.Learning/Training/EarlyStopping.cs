namespace Hush.Learning.Training;

/// <summary>When a training has stopped improving.</summary>
internal static class EarlyStopping
{
    /// <summary>
    /// The last epoch, from 1, whose validation loss was more than <paramref name="minDelta"/> below the lowest one that counted before it.
    /// The first epoch always counts. As in Keras, several small improvements add up: each is compared with the last loss that counted.
    /// </summary>
    /// <param name="log">The epochs so far.</param>
    /// <param name="minDelta">In the unit of the loss, at least 0. With 0 this is the epoch with the lowest loss.</param>
    public static int LastImprovement(IReadOnlyList<EpochRow> log, double minDelta)
    {
        double reference = double.PositiveInfinity;
        int last = 0;
        foreach (EpochRow row in log)
        {
            if (row.ValidationLoss < reference - minDelta)
                (reference, last) = (row.ValidationLoss, row.Epoch);
        }

        return last;
    }
}
