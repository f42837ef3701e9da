namespace Hush.Cli.Display;

/// <summary>
/// Shows the completed fraction of a task and the time remaining. <paramref name="announcement"/> is printed when the task starts, if
/// there is no progress bar; <paramref name="left"/> replaces the estimate of the remaining time if other work must be included.
/// </summary>
internal sealed class FractionDisplay(
    IProgressView view, TimeProvider clock, string key, string title, string? announcement = null, Func<double, string>? left = null)
        : IProgress<double>
{
    private readonly RemainingTime _remaining = new(clock);

    public static FractionDisplay OfEvaluation(IProgressView view, TimeProvider clock, string images = "test images")
    {
        string title = $"Evaluating on the {images}";
        return new FractionDisplay(view, clock, title, title, title);
    }

    /// <summary>Shows that the task has started, with unknown progress.</summary>
    public void Begin()
    {
        _remaining.Words(0);
        view.Show(new WorkState(key, title, null, left?.Invoke(0) ?? "", announcement));
    }

    public void Report(double value) =>
        view.Show(new WorkState(key, title, value, left?.Invoke(value) ?? _remaining.Words(value), announcement));
}
