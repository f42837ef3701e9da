using System.Globalization;
using Hush.Learning.Training;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>The report during a training, after an interruption, and at the end.</summary>
public sealed class RunningReportTests : IDisposable
{
    private const string Reload = "http-equiv=\"refresh\"";

    private readonly TemporaryFolder _folder = new();
    private readonly TrainOptions _options;

    public RunningReportTests() => _options = new TrainOptions
    {
        Recipe = Recipe.LoadFile(Discs.Write(_folder, epochs: 3)),
        Folder = _folder["run"],
        Threads = 1,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_shows_the_curves_so_far_and_reloads_until_the_training_has_ended()
    {
        string? before = null, during = null;
        DateTimeOffset start = DateTimeOffset.Now.AddSeconds(-1);       // the page shows whole seconds
        Trainer.Train(_options, new Watch(progress =>
        {
            before ??= Report();
            if (progress is { Epoch: 2, Step: > 0 })
                during ??= Report();
        }));
        Assert.Contains("None of the 3 epochs is complete yet.", before);
        Assert.DoesNotContain("id=\"training\"", before);
        Assert.Contains("Epoch 1 of 3 is complete.", during);
        Assert.Contains("id=\"training\"", during);
        Assert.DoesNotContain("id=\"images\"", during);
        Assert.All([before, during], page => Assert.Contains(Reload, page));
        Assert.All([before, during], page => Assert.InRange(Updated(page!), start, DateTimeOffset.Now));
        Assert.DoesNotContain("Last updated", Report());
        Assert.DoesNotContain(Reload, Report());
        Assert.Contains("id=\"images\"", Report());
    }

    [Fact]
    public void It_says_that_the_training_was_interrupted_and_a_resume_goes_on_with_it()
    {
        using var cancel = new CancellationTokenSource();
        TrainResult stopped =
            Trainer.Train(_options, new Watch(progress => { if (progress is { Epoch: 2, Step: 2 }) cancel.Cancel(); }), cancel.Token);
        Assert.Equal(TrainingEnd.Interrupted, stopped.End);
        Assert.Contains("Training was interrupted; it can be resumed. Epoch 1 of 3 is complete.", Report());
        Assert.DoesNotContain(Reload, Report());

        string? during = null;
        Trainer.Train(_options with { Resume = true }, new Watch(_ => during ??= Report()));

        Assert.Contains("Epoch 1 of 3 is complete. The curves show the progress so far", during);
        Assert.DoesNotContain("so far", Report());
    }

    private static DateTimeOffset Updated(string page)
    {
        const string before = "Last updated ";
        int at = page.IndexOf(before, StringComparison.Ordinal) + before.Length;
        string time = page.Substring(at, "2026-11-29 14:02:05 +01:00".Length);
        return DateTimeOffset.ParseExact(time, "yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
    }

    private string Report() => File.ReadAllText(Path.Combine(_options.Folder, "report.html"));

    private sealed class Watch(Action<TrainingProgress> seen) : IProgress<TrainEvent>
    {
        public void Report(TrainEvent value)
        {
            if (value is TrainEvent.Learning learning)
                seen(learning.Progress);
        }
    }
}
