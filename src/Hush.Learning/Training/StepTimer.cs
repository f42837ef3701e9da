namespace Hush.Learning.Training;

/// <summary>Measures step times: the median over the last 16,384 steps after a warm-up, and the mean over the most recent steps.</summary>
/// <param name="warmUp">Number of initial steps to ignore.</param>
internal sealed class StepTimer(int warmUp)
{
    private const int Kept = 1 << 14;
    private const int Recent = 50;

    private readonly double[] _seconds = new double[Kept];
    private long _count;

    /// <summary>Median over the last 16,384 steps after the warm-up; null if there are none.</summary>
    public double? MedianSeconds
    {
        get
        {
            int count = (int)Math.Min(_count - warmUp, Kept);
            if (count < 1)
                return null;
            double[] sorted = _seconds[..count];
            Array.Sort(sorted);
            return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
        }
    }

    /// <summary>Mean over the last 50 steps after the warm-up; null if there are none.</summary>
    public double? RecentSeconds
    {
        get
        {
            int count = (int)Math.Min(_count - warmUp, Recent);
            if (count < 1)
                return null;
            double sum = 0;
            for (int i = 0; i < count; i++)
                sum += _seconds[(_count - warmUp - 1 - i) % Kept];
            return sum / count;
        }
    }

    public void Add(double seconds)
    {
        if (_count >= warmUp)
            _seconds[(_count - warmUp) % Kept] = seconds;
        _count++;
    }
}
