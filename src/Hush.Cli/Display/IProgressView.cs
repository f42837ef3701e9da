namespace Hush.Cli.Display;

/// <summary>A piece of work that goes on.</summary>
/// <param name="Key">Names it; a later one of the same key takes the place of the earlier.</param>
/// <param name="Title">What is done.</param>
/// <param name="Share">How much of it is done, 0 to 1; null where that is not known.</param>
/// <param name="Status">What is to be known about it at the moment.</param>
/// <param name="Announcement">The line that says that it begins, where no bar moves; null says nothing.</param>
internal readonly record struct WorkState(
    string Key, string Title, double? Share, string Status = "", string? Announcement = null);

/// <summary>Shows how work goes on. Called from any thread.</summary>
internal interface IProgressView
{
    /// <summary>Shows where a piece of work stands.</summary>
    void Show(in WorkState state);

    /// <summary>Adds a line that stays.</summary>
    void Line(string text);
}

/// <summary>Chooses how work is shown, and runs it.</summary>
internal static class ProgressViews
{
    /// <summary>Runs work with moving bars on a terminal, with a line here and there elsewhere.</summary>
    public static T Run<T>(TextChannel channel, Func<IProgressView, T> work) =>
        channel.IsLive ? LiveView.Run(channel, work) : work(new PlainView(channel.Writer));
}
