namespace Hush.Cli.Display;

/// <summary>Shows the share of a piece of work that is done, and when it ends.</summary>
/// <param name="view">Where.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="key">Names the work.</param>
/// <param name="title">What is done.</param>
/// <param name="announcement">The line that says so where no bar moves; null says nothing.</param>
/// <param name="left">The time remaining at a share, where it is not only that of this work.</param>
internal sealed class ShareDisplay(
    IProgressView view, TimeProvider clock, string key, string title, string? announcement = null, Func<double, string>? left = null) : IProgress<double>
{
    private readonly RemainingTime _remaining = new(clock);

    public static ShareDisplay OfMeasurement(IProgressView view, TimeProvider clock)
    {
        const string Title = "Measuring on the test images";
        return new ShareDisplay(view, clock, Title, Title, Title);
    }

    /// <summary>Shows that the work has begun: how far it is shows later.</summary>
    public void Begin()
    {
        _remaining.Words(0);
        view.Show(new WorkState(key, title, null, left?.Invoke(0) ?? "", announcement));
    }

    public void Report(double value) => view.Show(new WorkState(key, title, value, left?.Invoke(value) ?? _remaining.Words(value), announcement));
}
