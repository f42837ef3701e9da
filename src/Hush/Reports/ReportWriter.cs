using System.Text;
using Hush.Numerics.IO;
using Hush.Reports.Charts;
using Hush.Reports.Markup;
using Hush.Reports.Pictures;
using Hush.Reports.Sections;

namespace Hush.Reports;

/// <summary>A file of a report.</summary>
/// <param name="Name">File name without a folder.</param>
/// <param name="Content">The bytes of the file; text is UTF-8 without a byte order mark.</param>
internal sealed record ReportFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>Writes the results of a training run as an HTML page, and its charts and images as files.</summary>
internal static class ReportWriter
{
    /// <summary>
    /// Renders <c>report.html</c>, a self-contained page; the curves <c>loss.svg</c> and <c>validation-psnr.svg</c>; the histograms
    /// <c>psnr.svg</c> and <c>ssim.svg</c>; and the examples <c>grid.png</c>. Files without data are omitted. Equal reports give
    /// identical bytes.
    /// </summary>
    /// <param name="report">The run.</param>
    /// <param name="png">Encodes an image as PNG; must be deterministic.</param>
    public static IReadOnlyList<ReportFile> Render(RunReport report, PngEncoder png)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(png);
        var files = new List<ReportFile> { Text("report.html", ReportPage.Render(report, png)) };
        if (report.Epochs.Count > 0)
        {
            files.Add(Chart("loss.svg", ReportCharts.Loss(report), ReportCharts.LossTitle, report));
            files.Add(Chart("validation-psnr.svg", ReportCharts.ValidationPsnr(report), ReportCharts.ValidationTitle, report));
        }

        if (ReportCharts.Psnr(report) is { } psnr)
            files.Add(Chart("psnr.svg", psnr.Render(), ReportCharts.PsnrTitle, report));
        if (ReportCharts.Ssim(report) is { } ssim)
            files.Add(Chart("ssim.svg", ssim.Render(), ReportCharts.SsimTitle, report));
        if (ImageGrid.Of(report.Examples, png) is { } grid)
            files.Add(new ReportFile("grid.png", grid));
        return files;
    }

    /// <summary>
    /// Writes the files of <see cref="Render"/> to a folder, which is created if needed. Each file is replaced atomically.
    /// </summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunReport report, string folder, PngEncoder png)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        IReadOnlyList<ReportFile> files = Render(report, png);
        Directory.CreateDirectory(folder);
        foreach (ReportFile file in files)
            AtomicFile.Write(Path.Combine(folder, file.Name), stream => stream.Write(file.Content.Span));
    }

    private static ReportFile Chart(string name, Element chart, string title, RunReport report) =>
        Text(name, StandaloneSvg.Of(chart, $"{title} · {report.Title}"));

    private static ReportFile Text(string name, string content) => new(name, Encoding.UTF8.GetBytes(content));
}
