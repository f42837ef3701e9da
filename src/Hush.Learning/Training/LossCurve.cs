using System.Text.Json.Serialization;

namespace Hush.Learning.Training;

/// <summary>The training loss over steps: the mean of each interval, where all intervals have the same number of steps.</summary>
/// <remarks>
/// Keeps at most 256 intervals. When there would be more, adjacent intervals are merged and the interval length doubles.
/// </remarks>
internal sealed class LossCurve
{
    private const int MaxPoints = 256;
    private readonly List<double> _means = new(MaxPoints);

    /// <summary>Steps per interval.</summary>
    public int Interval { get; private set; } = 1;

    /// <summary>The mean loss of each complete interval, in order.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>Number of steps covered, including those of the incomplete interval.</summary>
    public long Steps => State.Steps;

    /// <summary>The complete state, for checkpoints. A resumed training continues bit for bit.</summary>
    internal LossCurveState State
    {
        get => new(Interval, [.. _means], Sum, Count);
        set
        {
            (Interval, Sum, Count) = (value.Interval, value.Sum, value.Count);
            _means.Clear();
            _means.AddRange(value.Means);
        }
    }

    private double Sum { get; set; }

    private int Count { get; set; }

    internal void Add(double loss)
    {
        Sum += loss;
        if (++Count < Interval)
            return;
        if (_means.Count == MaxPoints)
        {
            for (int i = 0; i < MaxPoints / 2; i++)
                _means[i] = (_means[2 * i] + _means[(2 * i) + 1]) / 2;
            _means.RemoveRange(MaxPoints / 2, MaxPoints / 2);
            Interval *= 2;                  // the current interval continues: it is half full now
            return;
        }

        _means.Add(Sum / Interval);
        (Sum, Count) = (0, 0);
    }
}

/// <summary>The state of a <see cref="LossCurve"/>.</summary>
/// <param name="Interval">Steps per interval.</param>
/// <param name="Means">The mean loss of each complete interval.</param>
/// <param name="Sum">Sum of the losses in the current interval.</param>
/// <param name="Count">Number of steps in the current interval.</param>
internal sealed record LossCurveState(int Interval, double[] Means, double Sum, int Count)
{
    [JsonIgnore]
    public static LossCurveState Empty => new(1, [], 0, 0);

    /// <summary>Number of steps covered.</summary>
    [JsonIgnore]
    public long Steps => ((long)Interval * Means.Length) + Count;

    /// <summary>False if no training can have produced this state.</summary>
    [JsonIgnore]
    public bool IsValid => Interval >= 1 && Means is { Length: <= 256 } && Means.All(double.IsFinite) && double.IsFinite(Sum) && Count >= 0
        && Count < Interval;
}
