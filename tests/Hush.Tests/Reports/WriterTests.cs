using System.Text;
using System.Xml.Linq;
using Hush.Reports;
using Xunit;

namespace Hush.Tests.Reports;

public class WriterTests
{
    [Fact]
    public void A_report_is_one_page_and_its_images()
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
        using var folder = new ReportFolder();
        ReportWriter.Write(MadeUp.Report(), folder.Path, MadeUp.Png);
        ReportWriter.Write(MadeUp.Report() with { Title = "Second" }, folder.Path, MadeUp.Png);
        Assert.Equal(6, Directory.GetFiles(folder.Path).Length);
        Assert.Contains("<h1>Second</h1>", File.ReadAllText(folder["report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_nothing_half_done_and_touches_no_other_name()
    {
        using var folder = new ReportFolder();
        Directory.CreateDirectory(folder["loss.svg"]);                      // the name is taken, so writing this file fails
        File.WriteAllText(folder["report.html.new"], "mine");
        Assert.Throws<IOException>(() => ReportWriter.Write(MadeUp.Report(), folder.Path, MadeUp.Png));
        Assert.Equal(
            ["loss.svg", "report.html", "report.html.new"],
            Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("mine", File.ReadAllText(folder["report.html.new"]));
    }

    [Fact]
    public void A_report_that_cannot_be_drawn_leaves_the_old_one()
    {
        using var folder = new ReportFolder();
        ReportWriter.Write(MadeUp.Report(), folder.Path, MadeUp.Png);
        byte[] before = File.ReadAllBytes(folder["report.html"]);
        PngEncoder broken = (_, _, _, _) => throw new InvalidOperationException("no picture today");
        Assert.Throws<InvalidOperationException>(
            () => ReportWriter.Write(MadeUp.Report() with { Title = "Second" }, folder.Path, broken));
        Assert.Equal(before, File.ReadAllBytes(folder["report.html"]));
    }

    private sealed class ReportFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("hush-report-").FullName;

        public string this[string name] => System.IO.Path.Combine(Path, name);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
