using System.Globalization;
using System.Xml.Linq;
using Hush.Learning.Training;
using Hush.Reports;
using Hush.Training;
using Xunit;
using static Hush.Tests.Reports.RenderedPage;

namespace Hush.Tests.Reports;

/// <summary>The page is well-formed, self-contained, accessible and safe, whatever its content.</summary>
public class PageTests
{
    public static TheoryData<string> Kinds => ["complete", "bare", "one epoch", "without scores"];

    private static RunReport Kind(string name) => name switch
    {
        "complete" => MadeUp.Report(),
        "one epoch" => MadeUp.Report() with
        {
            Epochs = [new EpochMetrics(1, 0.5, double.NaN, double.NaN, double.NaN, double.NaN)],
            BestEpoch = 1,
        },
        "without scores" => MadeUp.Report() with
        {
            Measurements =
            [
                MadeUp.Measurement(25) with
                {
                    Scores = new EvaluationScores([MadeUp.Score(double.NaN, null)], [], [MadeUp.Score(double.PositiveInfinity, null)]),
                },
            ],
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
    public void Every_image_has_its_own_alternative_text_and_every_chart_a_title_and_a_description()
    {
        XElement page = Page(MadeUp.Report());
        XElement[] images = [.. page.Descendants("img")];
        Assert.Equal(2 + (3 * 5), images.Length);                       // before and after, then three images for each of five examples
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
        XElement page = Page(plain with
        {
            Title = Hostile,
            RecipeName = Hostile,
            RecipeJson = Hostile,
            Commit = Hostile,
            HushVersion = Hostile,
            Commands = [Hostile],
            Machine = new MachineInfo(Hostile, 1, 1, 128, Hostile, Hostile),
            Data = MadeUp.Data(Hostile, Hostile, published: false) with { Name = Hostile },
            Network = [.. plain.Network, new NetworkRow(Hostile, Hostile, plain.Input, 1, 1)],
            Measurements =
            [
                plain.Measurements[0] with
                {
                    Dataset = Hostile,
                    Protocol = new Protocol(Hostile, null, false, 1) { Description = Hostile },
                },
            ],
        });
        Assert.Empty(page.Descendants("script"));
        Assert.Equal(
            "</title></style><script>alert('x')</script>&amp;\"'\uFFFD\uFFFD\uFFFD", page.Descendants("h1").Single().Value);
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
