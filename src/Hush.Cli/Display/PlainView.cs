using Hush.Numerics.Text;

namespace Hush.Cli.Display;

/// <summary>Progress as lines for files, pipes and logs: announces each task when it starts. Lines are flushed immediately.</summary>
internal sealed class PlainView(TextWriter writer) : IProgressView
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _announced = [];

    public void Show(in WorkState state)
    {
        lock (_lock)
        {
            if (state.Announcement is { } announcement && _announced.Add(announcement))
                Write(announcement);
        }
    }

    public void Line(string text)
    {
        lock (_lock)
            Write(text);
    }

    private void Write(string text)
    {
        writer.WriteLine(Printable.EscapeLines(text));
        writer.Flush();
    }
}
