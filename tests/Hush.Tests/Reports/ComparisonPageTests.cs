using System.Xml.Linq;
using Hush.Comparison;
using Hush.Imaging.Metrics;
using Hush.Learning.Training;
using Hush.Reports;
using Hush.Reports.Comparisons;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Reports;

/// <summary>The page of several runs: well-formed, self-contained, and honest about what cannot be compared.</summary>
public class ComparisonPageTests
{
    private static readonly Recipe s_recipe = new() { Epochs = 3 };

    [Theory, InlineData(2), InlineData(8)]
    public void The_page_is_well_formed_with_unique_ids_and_fetches_nothing(int runs)
    {
        XElement page = Page(Compare([.. Enumerable.Range(1, runs).Select(i => Run($"run {i}", epochs: i))]));
        string[] ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        var pointed = page.Descendants("a").Attributes("href").Select(a => a.Value.TrimStart('#'))
            .Concat(page.Descendants().Attributes("aria-labelledby").SelectMany(a => a.Value.Split(' ')));
        Assert.All(pointed, id => Assert.Contains(id, ids));
        Assert.All(
            page.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href"),
            a => Assert.Matches("^(data:image/|#)", a.Value));
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "iframe");
        Assert.All(page.Descendants("img"), image => Assert.NotEmpty(image.Attribute("alt")!.Value));
        for (int i = 1; i <= runs; i++)
            Assert.Equal(4, page.Descendants("path").Count(p => p.Attribute("class")!.Value == $"series run-{i}"));
    }

    [Fact]
    public void Equal_comparisons_give_equal_bytes()
    {
        ComparedRun[] runs = [Run("a", 3), Run("b", 2)];
        Assert.Equal(ComparisonPage.Render(Compare(runs), MadeUp.Png), ComparisonPage.Render(Compare(runs), MadeUp.Png));
    }

    [Fact]
    public void Names_from_outside_are_escaped()
    {
        const string Hostile = "<script>alert('x')</script>&\"";
        string page = ComparisonPage.Render(Compare([Run(Hostile, 2), Run("b", 2)]), MadeUp.Png);
        Assert.DoesNotContain("<script>", page);
        Assert.Contains(Hostile, XDocument.Parse(page).Descendants("b").Select(b => b.Value));
    }

    [Fact]
    public void Curves_of_different_lengths_end_where_their_runs_do()
    {
        XElement page = Page(Compare([Run("long", 5), Run("short", 2)]));
        XElement table = page.Descendants("table").Single(t => t.Element("caption")?.Value == "Validation PSNR");
        string[][] rows = [.. table.Element("tbody")!.Elements("tr").Select(r => (string[])[.. r.Elements().Select(c => c.Value)])];
        Assert.Equal(["1", "2", "3", "4", "5"], rows.Select(r => r[0]));
        Assert.Equal(["22.00 dB", "22.00 dB"], rows[1][1..]);
        Assert.Equal(["23.00 dB", "–"], rows[2][1..]);
    }

    [Fact]
    public void The_best_of_the_finished_runs_is_marked_in_each_column_and_ties_are_marked_alike()
    {
        XElement page = Page(Compare(
            [Run("a", 3, psnr: 30), Run("b", 3, psnr: 31), Run("c", 3, psnr: 31.001), Run("open", 9, psnr: null)]));
        XElement table = page.Descendants("table").Single(t => t.Attribute("class")!.Value == "numbers compared");
        Assert.Equal(["31.00", "31.00"], Marked(table, column: 1));
        Assert.Contains("c reaches 31.00 dB, as does b.", page.Descendants("section").First().Value);
        Assert.Equal("–", table.Element("tbody")!.Elements("tr").Last().Elements().ElementAt(1).Value);
        Assert.Empty(Marked(table, column: 6));          // the best epoch is neither good nor bad

        static IEnumerable<string> Marked(XElement table, int column) => table.Element("tbody")!.Elements("tr")
            .Select(row => row.Elements().ElementAt(column)).Where(cell => cell.Element("b") is not null).Select(cell => cell.Value);
    }

    [Fact]
    public void Differing_settings_are_listed_and_equal_ones_are_not()
    {
        ComparedRun other = Run("b", 2) with { Recipe = s_recipe with { Batch = 7, Name = "other", Description = "words" } };
        RunComparison comparison = Compare([Run("a", 2), other]);
        DifferingSetting only = Assert.Single(comparison.Settings);
        Assert.Equal(("batch", "128", "7"), (only.Field, only.Values[0], only.Values[1]));
        XElement layers = Page(Compare(
        [
            Run("a", 2),
            Run("b", 2) with
            {
                Recipe = Recipe.Parse("""{"epochs":3,"model":{"layers":[{"kind":"conv","channels":1},{"kind":"relu"}]}}""", "r"),
            },
        ]));
        Assert.Contains("2 layers: conv, relu", layers.Descendants("td").Select(cell => cell.Value));
        Assert.Contains("The recipes are equal.", Page(Compare([Run("a", 2), Run("b", 2)])).Value);
    }

    [Fact]
    public void Notes_say_what_cannot_be_compared()
    {
        Assert.Empty(Compare([Run("a", 3), Run("b", 2)]).Notes);
        Note("The runs used different data: a (mnist); b (cifar10). Their scores and curves are not comparable.",
            s_recipe with { Data = new DataRecipe { Name = "cifar10" } });
        Note("The runs minimized different losses: a (mse); b (l1). Compare the shapes of their curves, not the values.",
            s_recipe with { Loss = LossKind.L1 });
        Assert.StartsWith("The runs used different noise: a (", Assert.Single(
            Compare([Run("a", 3), Run("b", 3) with { Recipe = s_recipe with { Noise = NoiseSpec.Gaussian(25) } }]).Notes));
        Assert.Equal(
            "b is not finished: epoch 2 of 3. It has no final results yet and no model.",
            Assert.Single(Compare([Run("a", 3), Run("b", 2, psnr: null)]).Notes));

        static void Note(string text, Recipe other) =>
            Assert.Equal(text, Assert.Single(Compare([Run("a", 3), Run("b", 3) with { Recipe = other }]).Notes));
    }

    [Fact]
    public void Values_that_were_not_measured_are_dashes_and_gaps()
    {
        ComparedRun odd = Run("odd", 2) with
        {
            Log = [new EpochMetrics(1, double.NaN, double.PositiveInfinity, double.NaN, 0, 1)],
        };
        XElement page = Page(Compare([Run("a", 2), odd]));
        Assert.Contains("–", page.Descendants("td").Select(cell => cell.Value));
        Assert.DoesNotContain("NaN", page.Value);
    }

    private static ComparedRun Run(string name, int epochs, double? psnr = 28)
    {
        EpochMetrics[] log =
            [.. Enumerable.Range(1, epochs).Select(e => new EpochMetrics(e, 1.0 / e, 1.1 / e, 20 + e, 1e-3 / e, 2 * e))];
        EvaluationResult measured = MadeUp.Measurement(25);
        FinalResults? results = psnr is { } value
            ? new FinalResults(measured with { Denoised = measured.Denoised with { PsnrMean = value } }, new TrainingCost
            {
                Parameters = 10,
                MultiplyAdds = 1000,
                Epochs = epochs,
                BestEpoch = epochs,
                TrainSeconds = 2,
                ImagesPerSecond = 3,
                Threads = 1,
            })
            : null;
        return new ComparedRun(name, new RunFolder("runs/" + name), s_recipe, log, Card: null, results);
    }

    private static RunComparison Compare(ComparedRun[] runs)
    {
        var image = new ReportImage(2, 3, 1, [0, 0.2f, 0.4f, 0.6f, 0.8f, 1]);
        ImageScore score = MadeUp.Score(25, 0.8);
        return RunComparison.Of(
            runs, new ComparedPictures("Test images", [new ComparedImage(
                0, image, image, score, [.. runs.Select((_, i) => i == 1 ? null : new ComparedEstimate(image, score))])]),
            []);
    }

    private static XElement Page(RunComparison comparison) => XDocument.Parse(ComparisonPage.Render(comparison, MadeUp.Png)).Root!;
}
