using System.Text.Json.Serialization;

namespace Hush.Web.Cleaning;

/// <summary>A line of the streamed answer to an uploaded image.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Queued), "queued")]
[JsonDerivedType(typeof(Opened), "opened")]
[JsonDerivedType(typeof(Working), "progress")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Failed), "failed")]
internal abstract record ImageEvent
{
    /// <summary>The image waits for others.</summary>
    internal sealed record Queued(int Ahead) : ImageEvent;

    /// <summary>The image was read. Its size is that after applying the orientation.</summary>
    internal sealed record Opened(int Width, int Height, int Channels, int BitDepth, string Format) : ImageEvent;

    /// <summary>The fraction completed, and the remaining seconds if they can be estimated.</summary>
    internal sealed record Working(double Fraction, double? SecondsLeft) : ImageEvent;

    /// <summary>The result can be shown and downloaded.</summary>
    internal sealed record Done(string Id, string Name, double Seconds, Findings Found) : ImageEvent;

    internal sealed record Failed(Problem Problem) : ImageEvent;
}

/// <summary>The latest progress of an image, written by the engine and read by the response.</summary>
internal sealed class LatestProgress(TimeProvider clock) : IProgress<double>
{
    private readonly Lock _lock = new();
    private double? _fraction;
    private double _first;
    private long _start;

    public void Report(double value)
    {
        lock (_lock)
        {
            if (_fraction is null or 0 && value > 0 && _first == 0)
                (_start, _first) = (clock.GetTimestamp(), value);
            _fraction = value;
        }
    }

    /// <summary>The fraction completed and the remaining seconds; null before the work starts.</summary>
    public ImageEvent.Working? Read()
    {
        lock (_lock)
        {
            if (_fraction is not { } fraction)
                return null;
            double? left = fraction > _first && fraction < 1
                ? Math.Round(clock.GetElapsedTime(_start).TotalSeconds * (1 - fraction) / (fraction - _first), 1) : null;
            return new ImageEvent.Working(Math.Round(fraction, 3), left);
        }
    }
}
