namespace Hush.Learning.Distributed.Mpi;

/// <summary>
/// How long each rank has been silent. While this process is stopped or gets no processor time it hears nobody: of such a gap, only
/// <see cref="MaxGap"/> counts. If nothing counted, a process that never runs for long would not notice that a rank is lost.
/// </summary>
/// <param name="ranks">Number of ranks.</param>
/// <param name="now">The time at which listening begins. All times are measured from the same, arbitrary start.</param>
internal sealed class RankSilence(int ranks, TimeSpan now)
{
    /// <summary>The most that counts of the time between two calls of <see cref="Listen"/>.</summary>
    public static readonly TimeSpan MaxGap = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan[] _heard = [.. Enumerable.Repeat(now, ranks)];
    private TimeSpan _listened = now;

    /// <summary>Call this regularly, before looking for messages.</summary>
    public void Listen(TimeSpan now)
    {
        TimeSpan excess = now - _listened - MaxGap;
        _listened = now;
        for (int rank = 0; excess > TimeSpan.Zero && rank < _heard.Length; rank++)
            _heard[rank] += excess;
    }

    /// <summary>A message of a rank has arrived.</summary>
    public void Hear(int rank, TimeSpan now) => _heard[rank] = now;

    /// <summary>Time since the last message of a rank, or since listening began.</summary>
    public TimeSpan Of(int rank, TimeSpan now) => now - _heard[rank];
}
