using Hush.Reports.Sections;

namespace Hush.Reports;

/// <summary>The page of a training run: its sections in order.</summary>
internal static class ReportPage
{
    private const int RefreshSeconds = 10;

    public static string Render(RunReport report, PngEncoder png) => PageFrame.Render(
        new PageHead(report.Title, report.Unfinished is { Stopped: null } ? RefreshSeconds : null),
        VerdictSection.Notices(report),
        HeroSection.Render(report, png),
        [
            ("fine-tuning", "Before and after", VerdictSection.FineTuning(report)),
            ("results", "Results", ResultsSection.Render(report)),
            ("images", "Images", ExamplesSection.Examples(report, png)),
            ("training", "Training", TrainingSection.Render(report)),
            ("distributions", "Distributions", DistributionsSection.Render(report)),
            ("extremes", "Best and worst", ExamplesSection.Extremes(report, png)),
            ("network", "Network", NetworkSection.Render(report)),
            ("recipe", "Recipe", RecipeSection.Render(report)),
            ("provenance", "Data and hardware", ProvenanceSection.Render(report)),
        ],
        report.HushVersion);
}
