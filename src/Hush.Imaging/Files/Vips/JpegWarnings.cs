namespace Hush.Imaging.Files.Vips;

/// <summary>What the JPEG decoder warned of while it went on: damage, what may be damage, and what is harmless.</summary>
internal static class JpegWarnings
{
    /// <summary>After these the decoder invents pixels or puts them in the wrong place.</summary>
    private static readonly string[] Damage =
        ["bad Huffman code", "premature end", "Premature end", "instead of RST", "Corrupt JPEG data: bad arithmetic", "missing", "Unsupported marker"];

    /// <summary>Bytes that are left over behind the last pixel: a few cameras write some, but so does damage within the picture.</summary>
    private const string Leftover = "extraneous bytes";

    /// <summary>The first warning that means damage, or null.</summary>
    public static string? FirstDamage(IEnumerable<string> warnings) => Lines(warnings).FirstOrDefault(w => Damage.Any(d => w.Contains(d, StringComparison.Ordinal)));

    /// <summary>The others, as notes.</summary>
    public static IEnumerable<string> Notes(IEnumerable<string> warnings) => Lines(warnings).Distinct().Take(3).Select(w => w.Contains(Leftover, StringComparison.Ordinal)
        ? $"It is not as the JPEG format asks for ({w}): look whether the whole picture is there."
        : $"It is not quite as the JPEG format asks for ({w}).");

    private static IEnumerable<string> Lines(IEnumerable<string> warnings) => warnings
        .SelectMany(w => w.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Select(w => w.StartsWith("VipsJpeg: ", StringComparison.Ordinal) ? w["VipsJpeg: ".Length..] : w)
        .Where(w => !w.Contains("warnings", StringComparison.Ordinal));
}
