using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Hush.Reports;
using Xunit;

namespace Hush.Tests.Reports;

public class PageTests
{
    private static XElement Page(RunReport report) => XDocument.Parse(Text(report)).Root!;

    private static string Text(RunReport report) =>
        Encoding.UTF8.GetString(ReportWriter.Render(report, MadeUp.Png).Single(f => f.Name == "report.html").Content.Span);

    public static TheoryData<string> Kinds => ["complete", "bare", "one epoch", "without scores"];

    private static RunReport Kind(string name) => name switch
    {
        "complete" => MadeUp.Report(),
        "one epoch" => MadeUp.Report() with { Epochs = [new EpochEntry(1, 0.5, null, null, null, null)], BestEpoch = 1 },
        "without scores" => MadeUp.Report() with
        {
            ImageScores = new ImageScores([double.NaN], [double.PositiveInfinity], [], []),
        },
        _ => new RunReport { Title = "Bare", RecipeName = "bare" },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void The_page_is_well_formed_and_its_ids_are_unique_and_its_references_resolve(string kind)
    {
        XElement page = Page(Kind(kind));
        string[] ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        var pointed = page.Descendants("a").Attributes("href").Select(a => a.Value.TrimStart('#'))
            .Concat(page.Descendants().Attributes("aria-labelledby").SelectMany(a => a.Value.Split(' ')));
        Assert.All(pointed, id => Assert.Contains(id, ids));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Nothing_on_the_page_is_fetched_or_executed(string kind)
    {
        XElement page = Page(Kind(kind));
        var sources = page.Descendants().Attributes()
            .Where(a => a.Name.LocalName is "src" or "href" or "srcset" or "data" or "action");
        Assert.All(sources, a => Assert.Matches("^(data:image/|#)", a.Value));
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "iframe" or "object" or "embed" or "use");
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        string css = string.Concat(page.Descendants("style").Select(s => s.Value));
        Assert.DoesNotContain("url(", css, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", css, StringComparison.Ordinal);
        Assert.Contains(
            page.Descendants("meta").Attributes("content"), c => c.Value.StartsWith("default-src 'none'", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_picture_has_its_own_alternative_text_and_every_chart_a_title_and_a_description()
    {
        XElement page = Page(MadeUp.Report());
        XElement[] images = [.. page.Descendants("img")];
        Assert.Equal(2 + (3 * 5), images.Length);                       // before and after, then five examples in threes
        Assert.All(images, i => Assert.False(string.IsNullOrWhiteSpace(i.Attribute("alt")?.Value)));
        Assert.Equal(images.Length, images.Select(i => i.Attribute("alt")!.Value).Distinct().Count());
        Assert.Contains(images, i => i.Attribute("alt")!.Value == "Test image 17, denoised: PSNR 39.19 dB, SSIM 0.8642");
        XElement[] drawings = [.. page.Descendants("svg")];
        Assert.Equal(5, drawings.Length);                               // four charts and the network
        Assert.All(drawings, d => Assert.True(d.Element("title")!.Value.Length > 3 && d.Element("desc")!.Value.Length > 20));
    }

    [Fact]
    public void Headings_go_down_one_level_at_a_time()
    {
        int[] levels = [.. Page(MadeUp.Report()).Descendants()
            .Select(e => e.Name.LocalName).Where(n => n is ['h', >= '1' and <= '6']).Select(n => n[1] - '0')];
        Assert.Equal(1, levels[0]);
        Assert.Equal(1, levels.Count(l => l == 1));
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
    }

    [Fact]
    public void Hostile_text_stays_text_wherever_it_came_in()
    {
        const string Hostile = "</title></style><script>alert('x')</script>&amp;\"'\u0000\u0007\uD800";
        RunReport plain = MadeUp.Report();
        Measurement measurement = plain.Measurements[0];
        XElement page = Page(plain with
        {
            Title = Hostile,
            RecipeName = Hostile,
            RecipeJson = Hostile,
            Commit = Hostile,
            HushVersion = Hostile,
            Commands = [Hostile],
            Machine = new MachineInfo(Hostile, 1, 1, 128, Hostile, Hostile),
            Data = new DataProvenance(Hostile, 1, 1, 1, [new DataFile(Hostile, false, Hostile)]) { Note = Hostile },
            Network = [.. plain.Network, new NetworkRow(Hostile, Hostile, plain.Input, 1, 1)],
            Measurements =
            [
                measurement with
                {
                    Dataset = Hostile,
                    BaselineName = Hostile,
                    Protocol = new Protocol(Hostile, null, false, 1) { Details = Hostile },
                },
            ],
        });
        Assert.Empty(page.Descendants("script"));
        Assert.Equal(
            "</title></style><script>alert('x')</script>&amp;\"'\uFFFD\uFFFD\uFFFD", page.Descendants("h1").Single().Value);
    }

    [Fact]
    public void The_figures_are_the_data_with_two_decimals_for_decibels_and_four_for_ssim()
    {
        XElement results = Page(MadeUp.Report()).Descendants("section").Single(s => s.Attribute("id")!.Value == "results");
        string[][] rows = [.. results.Descendants("tr").Select(r => (string[])[.. r.Elements().Select(e => e.Value.Trim())])];
        Assert.Contains(["Noisy input", "8.92 ± 0.31", "8.89", "0.3341 ± 0.0622"], rows);
        Assert.Contains(["Gaussian filter, 1.1 px", "14.31 ± 0.82", "14.20", "0.5623 ± 0.0512"], rows);
        Assert.Contains(["Denoised", "21.52 ± 1.62", "21.14", "0.9318 ± 0.0291"], rows);
        Assert.Contains(["Gain over noisy", "+12.60", "+12.25", "+0.5976"], rows);
        Assert.Contains(["Denoised", "21.50 ± 1.58", "21.16", "0.9322 ± 0.0280"], rows);
        Assert.Contains(["Gaussian noise, σ\u00A0=\u00A0127.5/255, clipped to [0, 1], seed 7; 10,000 gray images, MNIST test set"], rows);
    }

    [Fact]
    public void The_log_shows_every_epoch_and_marks_the_best_alone()
    {
        XElement log = Page(MadeUp.Report()).Descendants("div")
            .Single(d => d.Attribute("aria-label")?.Value == "Log of the training");
        string[][] rows = [.. log.Descendants("tbody").Elements()
            .Select(r => (string[])[.. r.Elements().Select(e => e.Value.Trim())])];
        Assert.Equal(["1", "0.05123", "0.04980", "19.25", "0.001000", "13.4"], rows[0]);
        Assert.Equal(["2", "0.02345", "–", "–", "0.0005000", "13.2"], rows[1]);
        Assert.Equal(["3best", "0.01234", "0.01301", "21.52", "1.250e−5", "13.3"], rows[2]);
        Assert.Equal(3, rows.Length);
        Assert.Single(log.Descendants("tr"), r => r.Attribute("class")?.Value == "best");
    }

    [Fact]
    public void An_infinite_psnr_and_an_undefined_ssim_are_shown_as_such()
    {
        var identical = new ScoreSummary(null, null, null, null, null);
        Measurement measurement = MadeUp.Measurement(25) with
        {
            All = new ScoreTriple(identical, null, identical),
            First100 = null,
        };
        XElement page = Page(MadeUp.Report() with { Measurements = [measurement] });
        XElement row = page.Descendants("tr").Single(r => r.Attribute("class")?.Value == "denoised");
        Assert.Equal(["Denoised", "∞", "∞", "–"], row.Elements().Select(e => e.Value.Trim()));
    }

    [Fact]
    public void Several_noise_levels_each_have_their_protocol()
    {
        string text = Text(MadeUp.Report() with { Measurements = [MadeUp.Measurement(76.5), MadeUp.Measurement(25)] });
        Assert.Contains("Gaussian noise, σ\u00A0=\u00A076.5/255, clipped to [0, 1], seed 7", text, StringComparison.Ordinal);
        Assert.Contains("Gaussian noise, σ\u00A0=\u00A025/255, clipped to [0, 1], seed 7", text, StringComparison.Ordinal);
        Assert.Contains("Images 0 to 99 of the same, σ\u00A0=\u00A025/255", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_unknown_content_is_marked_with_its_hash()
    {
        DataProvenance data = MadeUp.Report().Data! with { Files = [new DataFile("mine.gz", false, "sha256:f00d")] };
        string marked = Text(MadeUp.Report() with { Data = data });
        Assert.Contains("! not verified", marked, StringComparison.Ordinal);
        Assert.Contains("sha256:f00d", marked, StringComparison.Ordinal);
        Assert.DoesNotContain("not verified", Text(MadeUp.Report()), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_recipe_is_complete_and_still_json()
    {
        XElement code = Page(MadeUp.Report()).Descendants("code").Single(c => c.Attribute("class")?.Value == "recipe");
        Assert.Equal(
            """
            {
              "name": "made-up",
              "noise": {
                "kind": "gaussian",
                "sigma": 127.5
              },
              "widths": [24, 48],
              "all": [
                {
                  "a": null
                }
              ]
            }
            """.ReplaceLineEndings("\n"), code.Value);
    }

    [Fact]
    public void The_same_report_gives_the_same_bytes_in_any_culture()
    {
        string first = Text(MadeUp.Report());
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NumberGroupSeparator) = (",", ".");
        comma.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(first, Text(MadeUp.Report()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
