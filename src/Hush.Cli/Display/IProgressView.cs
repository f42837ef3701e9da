namespace Hush.Cli.Display;

/// <summary>The state of a task in progress.</summary>
/// <param name="Key">Identifies the task; a new state with the same key replaces the previous one.</param>
/// <param name="Title">A description of the task.</param>
/// <param name="Fraction">The fraction completed, from 0 to 1; null if unknown.</param>
/// <param name="Status">Current details.</param>
/// <param name="Announcement">A line to print when the task starts, if there is no progress bar; null for none.</param>
internal readonly record struct WorkState(
    string Key, string Title, double? Fraction, string Status = "", string? Announcement = null);

/// <summary>Displays progress. Thread-safe.</summary>
internal interface IProgressView
{
    /// <summary>Shows the state of a task.</summary>
    void Show(in WorkState state);

    /// <summary>Prints a permanent line.</summary>
    void Line(string text);
}

/// <summary>Chooses a progress view and runs work with it.</summary>
internal static class ProgressViews
{
    /// <summary>Runs work with progress bars on a terminal, otherwise with a few lines of text.</summary>
    public static T Run<T>(TextChannel channel, Func<IProgressView, T> work) =>
        channel.IsLive ? LiveView.Run(channel, work) : work(new PlainView(channel.Writer));
}
