using System.Globalization;
using System.Xml.Linq;
using Hush.Training;
using Xunit;
using static Hush.Tests.Reports.RenderedPage;

namespace Hush.Tests.Reports;

/// <summary>The top of the page for every ranking of noisy input, filter and network.</summary>
public class HeroTests
{
    [Theory]
    [InlineData(9.39, 12.42, 21.37, "noisy baseline denoised", "+11.98 dB over the noisy input, +8.95 dB over the Gaussian filter")]
    [InlineData(9.39, 12.42, 9.79, "noisy denoised baseline", "Below the Gaussian filter by 2.63 dB; +0.40 dB over the noisy input")]
    [InlineData(20.00, 18.50, 19.00, "baseline denoised noisy", "Below the noisy input by 1.00 dB; +0.50 dB over the Gaussian filter")]
    [InlineData(28.49, 27.81, 16.14, "denoised baseline noisy",
        "Below the Gaussian filter by 11.67 dB and below the noisy input by 12.35 dB")]
    [InlineData(20.00, 22.00, 18.00, "denoised noisy baseline",
        "Below the Gaussian filter by 4.00 dB and below the noisy input by 2.00 dB")]
    [InlineData(20.00, 18.00, 22.00, "baseline noisy denoised", "+2.00 dB over the noisy input, +4.00 dB over the Gaussian filter")]
    [InlineData(20.00, 21.004, 21.00, "noisy denoised baseline", "+1.00 dB over the noisy input, equal to the Gaussian filter")]
    [InlineData(20.00, double.NaN, 21.00, "noisy denoised", "+1.00 dB over the noisy input")]
    public void The_scale_is_labeled_in_its_order_and_the_headline_says_what_the_network_is_worth(
        double noisy, double baseline, double denoised, string order, string headline)
    {
        XElement gauge = Gauge(noisy, baseline, denoised);
        string[] classes = order.Split(' ');
        XElement[] marks = [.. ByClass(gauge, "track").Elements().Where(e => Class(e).StartsWith("mark ", StringComparison.Ordinal))];
        Assert.Equal(classes, marks.Select(m => Class(m)["mark ".Length..]));
        double[] places = [.. marks.Select(Place)];
        Assert.Equal(places.Order(), places);
        Assert.All(places, p => Assert.InRange(p, 0, 100));
        Assert.Equal(classes, ByClass(gauge, "key").Elements().Select(Class).Take(classes.Length));
        Assert.Equal(headline, ByClass(gauge, "gain").Value);
        Assert.Equal(headline.StartsWith("Below", StringComparison.Ordinal), Class(gauge) == "gauge below");
    }

    [Fact]
    public void Each_label_has_the_number_of_its_own_series()
    {
        XElement key = ByClass(Gauge(9.39, 12.42, 9.79), "key");
        Assert.Equal(["noisy9.39", "denoised9.79", "Gaussian filter, σ 1.1 px12.42"], key.Elements().Select(e => e.Value));
    }

    [Theory]
    [InlineData(10, 20, "span")]
    [InlineData(20, 10, "span falling")]
    public void The_way_from_noisy_to_denoised_begins_in_the_color_of_the_noisy_input(double noisy, double denoised, string expected) =>
        Assert.Single(ByClass(Gauge(noisy, 15, denoised), "track").Elements(), e => Class(e) == expected);

    [Fact]
    public void The_caption_of_the_images_gives_them_no_width()
    {
        string css = Page(MadeUp.Report()).Descendants("style").Single().Value;
        int rule = css.IndexOf(".before-after figcaption {", StringComparison.Ordinal);
        Assert.Contains("contain: inline-size", css[rule..css.IndexOf('}', rule)], StringComparison.Ordinal);
    }

    private static XElement Gauge(double noisy, double baseline, double denoised)
    {
        EvaluationResult measurement = MadeUp.Measurement(25) with
        {
            Noisy = MadeUp.Summary(noisy, noisy, 0, 0.3, 0),
            Baseline = MadeUp.Summary(baseline, baseline, 0, 0.4, 0),
            Denoised = MadeUp.Summary(denoised, denoised, 0, 0.5, 0),
        };
        return Page(MadeUp.Report() with { Measurements = [measurement] }).Descendants("div")
            .First(d => Class(d) is "gauge" or "gauge below");
    }

    private static double Place(XElement mark) =>
        double.Parse(mark.Attribute("style")!.Value["left:".Length..].TrimEnd('%'), CultureInfo.InvariantCulture);

    private static XElement ByClass(XElement parent, string name) => parent.Descendants().Single(e => Class(e) == name);

    private static string Class(XElement element) => element.Attribute("class")?.Value ?? "";
}
