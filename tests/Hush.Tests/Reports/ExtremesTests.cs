using System.Xml.Linq;
using Hush.Reports;
using Xunit;
using static Hush.Tests.Reports.RenderedPage;

namespace Hush.Tests.Reports;

/// <summary>With few test images, none is shown twice.</summary>
public class ExtremesTests
{
    [Fact]
    public void A_test_set_that_the_examples_show_whole_has_no_best_and_worst_and_is_in_the_order_of_its_scores()
    {
        XElement page = Page(Report(images: 5, examples: 5, best: [4, 3, 2, 1, 0], worst: [0, 1, 2, 3, 4]));
        Assert.Equal(["#4", "#3", "#2", "#1", "#0"], Shown(page));
        Assert.DoesNotContain(page.Descendants("section"), s => s.Attribute("id")!.Value == "extremes");
        Assert.Contains("All 5 test images, highest PSNR after denoising first", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Best_and_worst_that_overlap_are_one_row()
    {
        XElement page = Page(Report(images: 7, examples: 0, best: [6, 5, 4, 3, 2], worst: [0, 1, 2, 3, 4]));
        Assert.Equal(["#6", "#5", "#4", "#3", "#2", "#1", "#0"], Shown(page));
        Assert.Equal("From best to worst", Extremes(page).Descendants("h3").Single().Value);
    }

    [Fact]
    public void Of_many_images_best_and_worst_are_two_cards()
    {
        XElement page = Page(Report(images: 100, examples: 0, best: [9, 8], worst: [0, 1]));
        Assert.Equal(["Best", "Worst"], Extremes(page).Descendants("h3").Select(h => h.Value));
        Assert.Equal(["#9", "#8", "#0", "#1"], Shown(page));
    }

    private static RunReport Report(int images, int examples, int[] best, int[] worst) => MadeUp.Report() with
    {
        Measurements = [MadeUp.Measurement(25) with { Images = images }],
        Examples = [.. Enumerable.Range(0, examples).Select(i => MadeUp.Example(i, 1))],
        Best = [.. best.Select(i => MadeUp.Example(i, 1))],
        Worst = [.. worst.Select(i => MadeUp.Example(i, 1))],
    };

    private static IEnumerable<string> Shown(XElement page) => page.Descendants("span").Select(s => s.Value).Where(v => v.StartsWith('#'));

    private static XElement Extremes(XElement page) => page.Descendants("section").Single(s => s.Attribute("id")!.Value == "extremes");
}
