using System.Collections.Concurrent;
using Hush.Numerics.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Hush.Cli.Display;

/// <summary>
/// Progress bars at the bottom of a terminal, one per task, with lines scrolling above. A bar disappears when its task completes.
/// </summary>
internal sealed class LiveView : IProgressView
{
    private const int WideBar = 24, NarrowBar = 7, WideTerminal = 110;

    private readonly TextChannel _channel;
    private readonly ProgressContext _context;
    private readonly ConcurrentDictionary<int, string> _status;
    private readonly ConcurrentDictionary<string, ProgressTask> _tasks = new();

    private LiveView(TextChannel channel, ProgressContext context, ConcurrentDictionary<int, string> status) =>
        (_channel, _context, _status) = (channel, context, status);

    public static T Run<T>(TextChannel channel, Func<IProgressView, T> work)
    {
        var status = new ConcurrentDictionary<int, string>();
        T result = default!;
        bool isWide = channel.Width >= WideTerminal;
        ProgressColumn[] columns =
        [
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn { Width = isWide ? WideBar : NarrowBar },
            .. isWide ? [new PercentageColumn()] : Array.Empty<ProgressColumn>(),
            new StatusColumn(status),
        ];
        channel.Console.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(columns)
            .Start(context => result = work(new LiveView(channel, context, status)));
        return result;
    }

    public void Show(in WorkState state)
    {
        WorkState now = state;
        string title = Markup.Escape(Printable.Escape(now.Title));
        ProgressTask task = _tasks.GetOrAdd(now.Key, _ => _context.AddTask(title, maxValue: 1));
        task.Description = title;
        task.IsIndeterminate = now.Fraction == null;
        task.Value = now.Fraction ?? 0;
        _status[task.Id] = Printable.Escape(now.Status);
    }

    public void Line(string text) => _channel.Console.WriteLine(Printable.EscapeLines(text));

    private sealed class StatusColumn(ConcurrentDictionary<int, string> status) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(status.GetValueOrDefault(task.Id, "")).Ellipsis();
    }
}
