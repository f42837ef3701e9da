using System.Xml.Linq;
using Hush.Reports;
using Hush.Training;
using Xunit;
using static Hush.Tests.Reports.RenderedPage;

namespace Hush.Tests.Reports;

/// <summary>The verdict that precedes the figures.</summary>
public class VerdictSectionTests
{
    private static readonly TrainingVerdict s_good = new()
    {
        WorseThanBaseline = false,
        WorseThanNoisy = false,
        NeverImproved = false,
        Collapsed = false,
        StoppedEarly = null,
        FineTuning = null,
        Warnings = [],
    };

    [Fact]
    public void A_finished_run_without_trouble_has_no_notices_and_does_not_reload()
    {
        XElement page = Page(MadeUp.Report() with { Verdict = s_good });
        Assert.Empty(Notices(page));
        Assert.DoesNotContain(page.Descendants("meta"), m => m.Attribute("http-equiv")?.Value == "refresh");
    }

    [Fact]
    public void Warnings_stand_above_the_figures()
    {
        XElement page = Page(MadeUp.Report() with { Verdict = s_good with { Warnings = ["Worse than a filter.", "Never improved."] } });
        Assert.Equal(["warning Worse than a filter.", "warning Never improved."], Notices(page));
        Assert.Equal("card notices", page.Element("body")!.Elements().First().Attribute("class")!.Value);
    }

    [Fact]
    public void An_early_stop_is_recorded()
    {
        XElement page = Page(MadeUp.Report() with
        {
            Verdict = s_good with
            {
                StoppedEarly = EarlyStop.Of(MadeUp.Losses(5, 4, 3, 2, 3, 3, 3),
            20, 4, 0)
            }
        });
        Assert.Equal(
            ["stopped early After epoch 7 of 20: the validation loss did not improve for 3 epochs after epoch 4. The weights of epoch 4 " +
                "were kept."],
            Notices(page));
    }

    [Theory]
    [InlineData(null, "training Last updated 2026-11-29 14:02:05 +01:00. Epoch 3 of 20 is complete. The curves show the progress so " +
        "far; the test images are evaluated at the end. This page reloads automatically. If it is not updated for much longer than an " +
        "epoch takes, the process was killed; the run can be resumed.")]
    [InlineData("The training was interrupted.", "not finished The training was interrupted. Epoch 3 of 20 is complete.")]
    public void A_training_that_has_not_ended_shows_its_curves_and_reloads_while_it_runs(string? stopped, string notice)
    {
        var updated = new DateTimeOffset(2026, 11, 29, 14, 2, 5, TimeSpan.FromHours(1));
        var unfinished = new UnfinishedRun(20, stopped, updated);
        RunReport report = MadeUp.Report() with { Measurements = [], Examples = [], Best = [], Worst = [], Unfinished = unfinished };
        XElement page = Page(report);
        Assert.Equal([notice], Notices(page));
        Assert.Equal(stopped == null ? ["10"] : [], page.Descendants("meta").Where(m => m.Attribute("http-equiv")?.Value == "refresh")
            .Select(m => m.Attribute("content")!.Value));
        Assert.Contains(page.Descendants("section"), s => s.Attribute("id")?.Value == "training");
        Assert.DoesNotContain(page.Descendants("section"), s => s.Attribute("id")?.Value is "results" or "images" or "extremes");
    }

    [Fact]
    public void Fine_tuning_is_a_table_of_before_and_after()
    {
        var tuning = new FineTuning
        {
            From = "photo-color",
            Images = 3,
            Levels =
            [
                new FineTuningLevel(15, "", MadeUp.Summary(24.6, 24.6, 0, 0.6, 0), MadeUp.Summary(32.7, 32.6, 0, 0.93, 0),
                    MadeUp.Summary(31.1, 31, 0, 0.89, 0)),
                new FineTuningLevel(null, "poisson noise", MadeUp.Summary(20, 20, 0, 0.5, 0), MadeUp.Summary(29, 29, 0, 0.88, 0),
                    MadeUp.Summary(29.5, 29, 0, 0.89, 0)),
            ],
        };
        XElement section = Page(MadeUp.Report() with { Verdict = s_good with { FineTuning = tuning } })
            .Descendants("section").Single(s => s.Attribute("id")!.Value == "fine-tuning");
        Assert.Contains(tuning.Summary, section.Value, StringComparison.Ordinal);
        string[][] rows = [.. section.Descendants("tbody").Elements().Select(r => r.Elements().Select(c => c.Value.Trim()).ToArray())];
        Assert.Equal(["σ\u00A0=\u00A015/255", "24.60", "32.70", "31.10", "−1.60", "0.9300", "0.8900"], rows[0]);
        Assert.Equal(["poisson noise", "20.00", "29.00", "29.50", "+0.50", "0.8800", "0.8900"], rows[1]);
    }

    private static string[] Notices(XElement page) =>
        [.. page.Descendants("div").Where(d => d.Attribute("class")?.Value == "card notices").Elements("p").Select(p => p.Value.Trim())];
}
