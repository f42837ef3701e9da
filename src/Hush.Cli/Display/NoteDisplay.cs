namespace Hush.Cli.Display;

/// <summary>Shows notes as permanent lines.</summary>
internal sealed class NoteDisplay(IProgressView view) : IProgress<string>
{
    public void Report(string value) => view.Line($"note: {value}");
}
