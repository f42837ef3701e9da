namespace Hush.Cli.Display;

/// <summary>Shows what a person should know, as a line that stays.</summary>
internal sealed class NoteDisplay(IProgressView view) : IProgress<string>
{
    public void Report(string value) => view.Line($"note: {value}");
}
