namespace Hush.Reports;

/// <summary>The style sheets that are built into this assembly.</summary>
internal static class Styles
{
    /// <summary>For the page.</summary>
    public static string Page { get; } = Read("report.css");

    /// <summary>For charts, on the page and as files: the palette, light and dark.</summary>
    public static string Chart { get; } = Read("chart.css");

    private static string Read(string name)
    {
        using Stream stream = typeof(Styles).Assembly.GetManifestResourceStream("Hush.Reports." + name)
            ?? throw new InvalidOperationException($"The style sheet '{name}' is not in this build of Hush; build it again.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
