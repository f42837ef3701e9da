using Hush.Cli.Display;
using Xunit;

namespace Hush.Cli.Tests.Display;

public class ProgressViewTests
{
    private static readonly WorkState s_bar =
        new("training", "Epoch 2/5", 0.25, "loss 0.0123  val 0.0254, 19.88 dB  12,345 images/s  10:05 left");

    [Fact]
    public void Without_a_terminal_work_is_announced_once_and_lines_stand_as_they_are()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        int result = ProgressViews.Run(new TextChannel(writer, isTerminal: false), view =>
        {
            view.Show(s_bar);
            view.Line("Epoch 1/5 [done]");
            view.Show(new WorkState("m", "Measuring", 0.1, Announcement: "Measuring"));
            view.Show(new WorkState("m", "Measuring", 0.9, Announcement: "Measuring"));
            return 7;
        });
        Assert.Equal((7, "Epoch 1/5 [done]\nMeasuring\n"), (result, writer.ToString()));
    }

    [Fact]
    public void Every_line_is_flushed_at_once()
    {
        using var writer = new FlushCounter();
        var view = new PlainView(writer);
        view.Line("a");
        view.Line("b");
        Assert.Equal(2, writer.Flushes);
    }

    [Fact]
    public void On_a_terminal_of_80_columns_the_bar_with_all_its_figures_is_one_line()
    {
        string text = RunLive(80, view => view.Show(s_bar));
        Assert.Contains(text.Split('\n'), line => line.Contains("Epoch 2/5") && line.Contains("10:05 left"));
    }

    [Fact]
    public void On_a_terminal_lines_stay_above_the_bar_and_brackets_are_no_markup()
    {
        string text = RunLive(120, view =>
        {
            view.Show(s_bar with { Title = "Epoch [2]/5" });
            view.Line("Epoch 1/5 [done]");
        });
        Assert.Contains("Epoch 1/5 [done]", text);
        Assert.Contains("Epoch [2]/5", text);
        Assert.Contains("25%", text);
    }

    [Fact]
    public void What_work_throws_comes_through_the_bars()
    {
        using var writer = new StringWriter();
        TextChannel channel = RecordedTerminal.Live(writer, 80);
        Assert.Throws<IOException>(() => ProgressViews.Run<int>(channel, _ => throw new IOException("disk")));
    }

    private static string RunLive(int width, Action<IProgressView> work)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        ProgressViews.Run(RecordedTerminal.Live(writer, width), view =>
        {
            work(view);
            return 0;
        });
        return writer.ToString();
    }

    private sealed class FlushCounter : StringWriter
    {
        public int Flushes { get; private set; }

        public override void Flush() => Flushes++;
    }
}
