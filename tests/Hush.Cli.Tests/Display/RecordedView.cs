using Hush.Cli.Display;

namespace Hush.Cli.Tests.Display;

/// <summary>Records what is displayed.</summary>
internal sealed class RecordedView : IProgressView
{
    public List<string> Lines { get; } = [];

    public List<WorkState> States { get; } = [];

    public void Line(string text) => Lines.Add(text);

    public void Show(in WorkState state) => States.Add(state);
}

/// <summary>A clock that tests advance.</summary>
internal sealed class HandClock : TimeProvider
{
    private long _ticks = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Pass(double seconds) => _ticks += TimeSpan.FromSeconds(seconds).Ticks;
}
