using System.Text;
using System.Xml.Linq;
using Hush.Reports;
using Xunit;

namespace Hush.Tests.Reports;

public class WriterTests
{
    [Fact]
    public void A_report_is_one_page_and_its_pictures()
    {
        IReadOnlyList<ReportFile> files = ReportWriter.Render(MadeUp.Report(), MadeUp.Png);
        Assert.Equal(
            ["report.html", "loss.svg", "validation-psnr.svg", "psnr.svg", "ssim.svg", "grid.png"], files.Select(f => f.Name));
    }

    [Fact]
    public void A_file_without_data_is_left_out() => Assert.Equal(
        ["report.html"],
        ReportWriter.Render(new RunReport { Title = "Bare", RecipeName = "bare" }, MadeUp.Png).Select(f => f.Name));

    [Fact]
    public void Charts_stand_alone_with_their_style_and_title()
    {
        XNamespace svg = "http://www.w3.org/2000/svg";
        foreach (ReportFile file in ReportWriter.Render(MadeUp.Report(), MadeUp.Png)
            .Where(f => f.Name.EndsWith(".svg", StringComparison.Ordinal)))
        {
            XElement root = XDocument.Parse(Encoding.UTF8.GetString(file.Content.Span)).Root!;
            Assert.Equal(svg + "svg", root.Name);
            Assert.Contains("prefers-color-scheme: dark", root.Element(svg + "style")!.Value, StringComparison.Ordinal);
            Assert.EndsWith(" · Made-up digits", root.Element(svg + "text")!.Value, StringComparison.Ordinal);
            Assert.DoesNotContain(root.Descendants().Attributes(), a => a.Name.LocalName is "href" or "src");
        }
    }

    [Fact]
    public void Equal_reports_give_equal_bytes()
    {
        IReadOnlyList<ReportFile> first = ReportWriter.Render(MadeUp.Report(), MadeUp.Png);
        IReadOnlyList<ReportFile> second = ReportWriter.Render(MadeUp.Report(), MadeUp.Png);
        Assert.All(first.Zip(second), p => Assert.True(p.First.Content.Span.SequenceEqual(p.Second.Content.Span), p.First.Name));
    }

    [Fact]
    public void Written_files_replace_older_ones_and_leave_nothing_beside_them()
    {
        string folder = Path.Combine(Path.GetTempPath(), "hush-report-" + Path.GetRandomFileName());
        try
        {
            ReportWriter.Write(MadeUp.Report(), folder, MadeUp.Png);
            ReportWriter.Write(MadeUp.Report() with { Title = "Second" }, folder, MadeUp.Png);
            Assert.Equal(6, Directory.GetFiles(folder).Length);
            Assert.Contains("<h1>Second</h1>", File.ReadAllText(Path.Combine(folder, "report.html")), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
