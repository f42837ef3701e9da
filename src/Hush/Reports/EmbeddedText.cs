namespace Hush.Reports;

/// <summary>Text files embedded in this assembly.</summary>
internal static class EmbeddedText
{
    public static string Read(string name)
    {
        using Stream stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream("Hush.Reports." + name)
            ?? throw new InvalidOperationException($"'{name}' is missing from this build of Hush. Rebuild it.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
