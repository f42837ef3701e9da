namespace Hush.Reports;

/// <summary>The report's style sheets.</summary>
internal static class Styles
{
    /// <summary>For the page.</summary>
    public static string Page { get; } = EmbeddedText.Read("report.css");

    /// <summary>For charts, both on the page and as files: the palette, light and dark.</summary>
    public static string Chart { get; } = EmbeddedText.Read("chart.css");
}
