using System.Text;
using System.Xml.Linq;
using Hush.Reports;

namespace Hush.Tests.Reports;

/// <summary>A rendered report, as text and as XML.</summary>
internal static class RenderedPage
{
    public static XElement Page(RunReport report) => XDocument.Parse(Text(report)).Root!;

    public static string Text(RunReport report) =>
        Encoding.UTF8.GetString(ReportWriter.Render(report, MadeUp.Png).Single(f => f.Name == "report.html").Content.Span);
}
