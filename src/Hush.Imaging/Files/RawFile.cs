namespace Hush.Imaging.Files;

/// <summary>
/// Detects raw camera files by content. Many are TIFF files whose first image is a small preview, which must not be mistaken for the
/// photograph.
/// </summary>
internal static class RawFile
{
    public const string Advice = "Develop it to a 16-bit TIFF, for example with darktable or RawTherapee, and denoise that.";

    /// <summary>Photometric interpretations of sensor data: a color filter array (TIFF/EP) and linear raw (DNG).</summary>
    private const uint FilterArray = 32803, LinearRaw = 34892;

    /// <summary>Extensions of raw files, each with its dot.</summary>
    public static readonly string[] Extensions =
    [
        ".dng", ".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".srf", ".sr2", ".raf", ".orf", ".rw2", ".rwl", ".pef", ".srw", ".x3f",
        ".3fr", ".fff", ".iiq", ".erf", ".kdc",
        ".dcr", ".mrw", ".mef", ".mos", ".gpr",
    ];

    /// <summary>Prefixes of the Make tag, and names of the makers' TIFF-based raw formats.</summary>
    private static readonly (string Make, string Name)[] Makers =
    [
        ("NIKON", "Nikon NEF"), ("SONY", "Sony ARW"), ("PENTAX", "Pentax PEF"), ("RICOH", "Pentax PEF"), ("SAMSUNG", "Samsung SRW"),
        ("Canon", "Canon CR2"),
        ("Hasselblad", "Hasselblad 3FR"), ("EPSON", "Epson ERF"), ("EASTMAN KODAK", "Kodak"), ("Kodak", "Kodak"), ("Mamiya", "Mamiya MEF"),
        ("Leaf", "Leaf MOS"),
        ("Phase One", "Phase One IIQ"), ("Leica", "Leica RWL"), ("OLYMPUS", "Olympus ORF"), ("Panasonic", "Panasonic RW2"),
    ];

    /// <summary>The name of the raw format, for example "DNG"; null if the file is not raw.</summary>
    public static string? NameOf(ImageSource source, ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("FUJIFILMCCD-RAW"u8))
            return "Fujifilm RAF";
        if (start.StartsWith("IIRO"u8) || start.StartsWith("IIRS"u8) || start.StartsWith("MMOR"u8))
            return "Olympus ORF";
        if (start.StartsWith("IIU\0"u8))
            return "Panasonic RW2";
        if (start.StartsWith("FOVb"u8))
            return "Sigma X3F";
        if (start.StartsWith("\0MRM"u8))
            return "Minolta MRW";
        if (start.Length >= 14 && start.StartsWith("II"u8) && start[6..].StartsWith("HEAPCCDR"u8))
            return "Canon CRW";
        if (start.Length >= 12 && start[4..].StartsWith("ftypcrx "u8))
            return "Canon CR3";
        if (start.Length < 12 || !(start.StartsWith("II"u8) || start.StartsWith("MM"u8)))
            return null;
        if (start.StartsWith("II*\0"u8) && start[8..].StartsWith("CR"u8))
            return "Canon CR2";
        if (start.StartsWith("II*\0"u8) && start[8..].StartsWith("IIII"u8))
            return "Phase One IIQ";
        return TiffStructure.Open(source) is { } structure && structure.First() is { } first ? NameOf(structure, first) : null;
    }

    /// <summary>
    /// A TIFF file is raw if one of its images holds sensor data, or if its first image is a preview and a subimage is the photograph.
    /// Ordinary TIFF files have the preview second. The maker's name alone proves nothing, since developed photographs keep it.
    /// </summary>
    private static string? NameOf(TiffStructure structure, TiffDirectory first)
    {
        TiffDirectory[] below =
            [.. (first.Find(TiffTag.SubDirectories, 16)?.Numbers ?? []).Select(structure.Directory).OfType<TiffDirectory>()];
        bool sensor = below.Append(first).Any(d => d.Find(TiffTag.Photometric)?.Number is FilterArray or LinearRaw);
        bool isDng = first.Find(TiffTag.DngVersion) is not null;
        bool preview = IsReduced(first) && (isDng || (first.Find(TiffTag.Make) is not null && below.Any(d => !IsReduced(d))));
        if (!sensor && !preview)
            return null;
        if (isDng)
            return "DNG";
        string make = first.Find(TiffTag.Make)?.Text ?? "";
        return Array.Find(Makers, m => make.StartsWith(m.Make, StringComparison.OrdinalIgnoreCase)).Name ?? "TIFF with sensor data";
    }

    private static bool IsReduced(TiffDirectory directory) => (directory.Find(TiffTag.NewSubfileType)?.Number & 1) == 1;
}
