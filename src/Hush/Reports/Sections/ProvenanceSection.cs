using Hush.Imaging.Datasets;
using Hush.Reports.Markup;
using Hush.Training;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>The origin of the results: data, machine, time and program.</summary>
internal static class ProvenanceSection
{
    public static Element? Render(RunReport report)
    {
        Element? data = Data(report.Data), machine = Machine(report);
        return data is null && machine is null
            ? null
            : Html.Section("provenance", "Data and hardware", null).Add(Tag("div", "pair").Add(data, machine));
    }

    private static Element? Data(DataUse? data)
    {
        if (data is null)
            return null;
        Element card = Tag("div", "card").Add(
            Tag("h3").Add("Data: " + data.Name),
            Verdict(data.Provenance),
            Paragraph("note", data.Provenance.Summary),
            Html.Facts("list",
                ("training images", Format.Count(data.Training)),
                ("validation images", Format.Count(data.Validation)),
                ("test images", Format.Count(data.Test))));
        return card.Add(Hashes(data.Provenance));
    }

    // Only data with published content can differ from it: a user's own folder needs no warning.
    private static Element Verdict(Provenance data) => data switch
    {
        { Verified: true } => Paragraph(
            "verdict", Tag("span", "badge good").Add("✓ verified"), " Every file has the published content."),
        { HasPublishedContent: true } => Paragraph(
            "verdict",
            Tag("span", "badge warn").Add("! not the published content"),
            " Compare the hashes before comparing scores."),
        _ => Paragraph(
            "verdict", Tag("span", "badge own").Add("your own folder"), " Scores are only comparable with those of the same content hash."),
    };

    // A user's folder may hold thousands of files; the note above has a hash of all of them.
    private static Element? Hashes(Provenance data) => !data.HasPublishedContent || data.Files.Count == 0
        ? null
        : Tag("ul", "hashes").AddAll(data.Files.Select(f => Tag("li").Add(
            Tag("span").Add(f.Name + (f.Published ? "" : " (not the published content)")), " ", Tag("code").Add("sha256:" + f.Sha256))));

    private static Element? Machine(RunReport report)
    {
        Element? facts = Html.Facts("list",
            ("processor", report.Machine?.Cpu),
            ("cores", report.Machine is { } m ? Format.Count(m.Cores) : null),
            ("threads used", report.Machine is { } t ? Format.Count(t.Threads) : null),
            ("vectors", report.Machine is { } v ? $"{v.VectorBits} bits" : null),
            ("system", report.Machine?.OperatingSystem),
            (".NET", report.Machine?.Runtime),
            ("training time", report.TrainSeconds is { } seconds ? Format.Duration(seconds) : null),
            ("training speed", report.ImagesPerSecond is { } speed && double.IsFinite(speed)
                ? Format.Count((long)Math.Round(speed)) + " images/s" : null),
            ("Hush", report.HushVersion.Length > 0 ? report.HushVersion : null),
            ("commit", report.Commit is { Length: > 0 } commit ? Tag("code").Add(commit) : null));
        return facts is null ? null : Tag("div", "card").Add(Tag("h3").Add("Hardware and software"), facts);
    }
}
