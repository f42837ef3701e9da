using Hush.Reports.Markup;
using Hush.Reports.Sections;
using Hush.Training;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports;

/// <summary>The structure of the page: head, table of contents, sections. No scripts, no network requests.</summary>
internal static class ReportPage
{
    // Allows only what the page uses, so the browser blocks anything else, even if a bug puts it on the page.
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private const string RefreshSeconds = "10";

    private const string Icon = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E" +
        "%3Crect width='16' height='16' rx='4' fill='%231666a8'/%3E%3Cpath d='M2 8l1.5-4 2 8 2-6 1.5 3 1-1h4' fill='none' " +
        "stroke='white' stroke-width='1.4'/%3E%3C/svg%3E";

    public static string Render(RunReport report, PngEncoder png)
    {
        (string Id, string Name, Element? Section)[] sections =
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
        ];
        Element main = Tag("main"), contents = Tag("ul");
        bool any = false;
        foreach ((string id, string name, Element? section) in sections)
        {
            if (section is null)
                continue;
            any = true;
            main.Add(section);
            contents.Add(Tag("li").Add(Tag("a").Set("href", "#" + id).Add(name)));
        }

        Element page = Tag("html").Set("lang", "en").Add(
            Head(report),
            Tag("body").Add(
                VerdictSection.Notices(report),
                HeroSection.Render(report, png),
                any ? Tag("nav", "contents").Set("aria-label", "Contents").Add(contents) : null,
                main,
                Tag("footer").Add(Footer(report))));
        return "<!DOCTYPE html>\n" + page;
    }

    private static Element Head(RunReport report) => Tag("head").Add(
        Tag("meta").Set("charset", "utf-8"),
        report.Unfinished is { Stopped: null } ? Tag("meta").Set("http-equiv", "refresh").Set("content", RefreshSeconds) : null,
        Tag("meta").Set("http-equiv", "Content-Security-Policy").Set("content", Policy),
        Tag("meta").Set("name", "viewport").Set("content", "width=device-width, initial-scale=1"),
        Tag("meta").Set("name", "color-scheme").Set("content", "light dark"),
        Tag("title").Add(report.Title + " · Hush report"),
        Tag("link").Set("rel", "icon").Set("href", Icon),
        Tag("style").Add(new StyleText(Styles.Chart + Styles.Page)));

    private static Element Footer(RunReport report)
    {
        string version = report.HushVersion.Length > 0 ? " " + report.HushVersion : "";
        return Tag("p").Add($"Made by Hush{version}, which trains and applies denoising autoencoders on the CPU.");
    }
}
