using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Hush.Reports;
using Xunit;
using static Hush.Tests.Reports.RenderedPage;

namespace Hush.Tests.Reports;

/// <summary>What makes the page readable on any screen, as far as it can be tested without a browser.</summary>
public partial class StyleTests
{
    public static TheoryData<string, string> Pairs => new()
    {
        { "ink", "paper" }, { "ink", "card" }, { "ink", "blue-wash" }, { "soft", "paper" }, { "soft", "card" },
        { "blue", "paper" }, { "blue", "card" }, { "orange", "paper" }, { "orange", "card" },
        { "card", "blue" }, { "card", "orange" }, { "card", "gray" },
    };

    [Theory, MemberData(nameof(Pairs))]
    public void Text_has_the_contrast_of_wcag_aa_in_light_and_dark(string text, string background)
    {
        foreach (string palette in Palettes())
            Assert.True(Contrast(palette, text, background) >= 4.5, $"{text} on {background}: {Contrast(palette, text, background):0.00}");
    }

    [Theory]
    [InlineData("gray")]
    [InlineData("blue")]
    [InlineData("orange")]
    [InlineData("run-a"), InlineData("run-b"), InlineData("run-c"), InlineData("run-d")]
    [InlineData("run-e"), InlineData("run-f"), InlineData("run-g"), InlineData("run-h")]
    public void Curves_and_marks_have_a_contrast_of_3(string line) =>
        Assert.All(Palettes(), palette => Assert.InRange(Contrast(palette, line, "card"), 3, 21));

    [Fact]
    public void Whatever_may_be_wider_than_the_page_scrolls_in_a_box_of_its_own()
    {
        XElement page = Page(MadeUp.Report());
        XElement[] wide = [.. page.Descendants("table"), .. page.Descendants("svg").Where(s => s.Attribute("class")!.Value == "drawing")];
        Assert.True(wide.Length > 5);
        Assert.All(wide, w => Assert.Equal("scroll", w.Parent!.Attribute("class")!.Value));
        Assert.All(page.Descendants("svg").Where(s => s.Attribute("class")!.Value == "chart"), c => Assert.Null(c.Attribute("width")));
    }

    [Fact]
    public void A_command_breaks_between_its_arguments_and_can_be_copied_whole()
    {
        const string Command = "hush train mnist --out runs/one --set epochs=1";
        RunReport report = MadeUp.Report() with { Commands = [Command, "hush recipes"] };
        XElement code = XDocument.Parse(Text(report), LoadOptions.PreserveWhitespace).Descendants("code")
            .Single(c => c.Attribute("class")?.Value == "commands");
        Assert.Equal(Command + "\nhush recipes", code.Value);
        Assert.Contains(code.Elements("span"), s => s.Value == "--out");
    }

    private static string[] Palettes()
    {
        string css = Page(MadeUp.Report()).Descendants("style").Single().Value;
        int dark = css.IndexOf("prefers-color-scheme: dark", StringComparison.Ordinal);
        return [css[..dark], css[dark..]];
    }

    private static double Contrast(string palette, string first, string second)
    {
        double a = Luminance(palette, first), b = Luminance(palette, second);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    // WCAG 2.1, relative luminance.
    private static double Luminance(string palette, string name)
    {
        string color = ColorValue().Matches(palette).First(m => m.Groups["name"].Value == name).Groups["value"].Value;
        double[] linear = [.. Enumerable.Range(0, 3)
            .Select(i => int.Parse(color.AsSpan(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }

    [GeneratedRegex("--(?<name>[a-z-]+): #(?<value>[0-9a-f]{6})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ColorValue();
}
