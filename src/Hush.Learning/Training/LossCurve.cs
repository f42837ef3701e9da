using System.Text.Json.Serialization;

namespace Hush.Learning.Training;

/// <summary>The training loss, finer than by epoch: means over consecutive intervals of equally many steps.</summary>
/// <remarks>Bounded in size: where there would be more than 256 intervals, neighbors are merged and the interval doubles.</remarks>
public sealed class LossCurve
{
    private const int MaxPoints = 256;
    private readonly List<double> _means = new(MaxPoints);

    /// <summary>Steps per interval.</summary>
    public int Interval { get; private set; } = 1;

    /// <summary>The mean loss of each complete interval, in order.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>The steps that it covers, those of the incomplete interval included.</summary>
    public long Steps => State.Steps;

    /// <summary>Everything that a resume needs to go on bit for bit.</summary>
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

    /// <summary>Adds the loss of the next step.</summary>
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
            Interval *= 2;                  // the running interval goes on: it is half full now
            return;
        }

        _means.Add(Sum / Interval);
        (Sum, Count) = (0, 0);
    }
}

/// <summary>A <see cref="LossCurve"/> in a checkpoint.</summary>
/// <param name="Interval">Steps per interval.</param>
/// <param name="Means">The mean loss of each complete interval.</param>
/// <param name="Sum">Sum over the steps of the running interval.</param>
/// <param name="Count">Steps of the running interval.</param>
internal sealed record LossCurveState(int Interval, double[] Means, double Sum, int Count)
{
    /// <summary>Before the first step.</summary>
    [JsonIgnore]
    public static LossCurveState Empty => new(1, [], 0, 0);

    /// <summary>Steps that it covers.</summary>
    [JsonIgnore]
    public long Steps => ((long)Interval * Means.Length) + Count;

    /// <summary>Whether a training can have written it.</summary>
    [JsonIgnore]
    public bool IsValid => Interval >= 1 && Means is { Length: <= 256 } && Means.All(double.IsFinite) && double.IsFinite(Sum) && Count >= 0 && Count < Interval;
}
