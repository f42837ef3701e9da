namespace Hush.Learning.Training;

/// <summary>Times of training steps: their median over all after a warm-up, and their mean over the recent ones.</summary>
/// <param name="warmUp">First steps that do not count.</param>
internal sealed class StepClock(int warmUp)
{
    private const int Kept = 1 << 14;
    private const int Recent = 50;

    private readonly double[] _seconds = new double[Kept];
    private long _count;

    /// <summary>Median of the steps after the warm-up (of the last 16,384 of them); null before there is one.</summary>
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

    /// <summary>Mean of the recent steps; null before the warm-up is over.</summary>
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

    /// <summary>Adds a step.</summary>
    public void Add(double seconds)
    {
        if (_count >= warmUp)
            _seconds[(_count - warmUp) % Kept] = seconds;
        _count++;
    }
}
