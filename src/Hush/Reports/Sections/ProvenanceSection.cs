using Hush.Imaging.Datasets;
using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>Where the figures come from: data, machine, time and program.</summary>
internal static class ProvenanceSection
{
    private const int MostFiles = 20;               // a folder of pictures may hold thousands

    public static Element? Render(RunReport report)
    {
        Element? data = Data(report.Data), machine = Machine(report);
        return data is null && machine is null
            ? null
            : Html.Section("provenance", "Data and machine", null).Add(Tag("div", "pair").Add(data, machine));
    }

    private static Element? Data(DataUse? data)
    {
        if (data is null)
            return null;
        bool verified = data.Provenance.Verified;
        Element card = Tag("div", "card").Add(
            Tag("h3").Add("Data: " + data.Name),
            Paragraph("verdict", verified
                ? Tag("span", "badge good").Add("✓ verified")
                : Tag("span", "badge warn").Add("! not verified"),
                verified
                    ? " Every file has the published content."
                    : " Not every file is known to have the published content; compare the hashes before comparing figures."),
            Paragraph("note", data.Provenance.Text),
            Html.Facts("list",
                ("training images", Format.Count(data.Training)),
                ("validation images", Format.Count(data.Validation)),
                ("test images", Format.Count(data.Test))));
        IReadOnlyList<DataFile> files = data.Provenance.Files;
        return files.Count == 0 ? card : card.Add(Tag("ul", "hashes").AddAll(files.Take(MostFiles).Select(f => Tag("li").Add(
            Tag("span").Add(f.Name + (f.Published ? "" : " (not verified)")), " ", Tag("code").Add("sha256:" + f.Sha256)))));
    }

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
        return facts is null ? null : Tag("div", "card").Add(Tag("h3").Add("Machine and program"), facts);
    }
}
