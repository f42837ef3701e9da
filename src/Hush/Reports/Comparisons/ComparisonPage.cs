using Hush.Comparison;
using Hush.Numerics.IO;
using Hush.Reports.Markup;
using Hush.Reports.Sections;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Comparisons;

/// <summary>The page that compares several runs: results, curves, pictures, settings. Self-contained, like the report of a run.</summary>
internal static class ComparisonPage
{
    /// <summary>Writes the page. Equal comparisons give identical bytes.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunComparison comparison, string file, PngEncoder png)
    {
        byte[] page = System.Text.Encoding.UTF8.GetBytes(Render(comparison, png));
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        AtomicFile.Write(file, stream => stream.Write(page));
    }

    public static string Render(RunComparison comparison, PngEncoder png) => PageFrame.Render(
        new PageHead($"Comparison of {comparison.Runs.Count} runs", RefreshSeconds: null),
        Notices(comparison.Notes),
        Tag("header", "hero").Add(
            Paragraph("kicker", "Hush · comparison"),
            Tag("h1").Add($"{comparison.Runs.Count} runs"),
            RunMark.Key(comparison.Runs)),
        [
            ("results", "Results", ComparedResults.Render(comparison)),
            ("training", "Training", ComparedCurves.Render(comparison)),
            ("images", "Images", ComparedImages.Render(comparison, png)),
            ("settings", "Settings", ComparedSettings.Render(comparison)),
        ],
        Version);

    private static string Version => typeof(ComparisonPage).Assembly.GetName().Version?.ToString(3) ?? "";

    private static Element? Notices(IReadOnlyList<string> notes) => notes.Count == 0
        ? null
        : Tag("div", "card notices").Set("role", "note").AddAll(notes.Select(note => VerdictSection.Notice("own", "note", note)));
}
