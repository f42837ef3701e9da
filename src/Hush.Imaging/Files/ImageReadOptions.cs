namespace Hush.Imaging.Files;

/// <summary>What to read, and limits that keep a small hostile file from taking all memory. Checked from the header on.</summary>
public sealed record ImageReadOptions
{
    /// <summary>Images of more pixels (width x height) are refused; at least 1.</summary>
    public long MaxPixels { get; init; } = 250_000_000;

    /// <summary>Images that would need more bytes in memory, file and decoder included, are refused; at least 1.</summary>
    public long MaxMemory { get; init; } = 6L << 30;

    /// <summary>Most bytes of all metadata together (color profile, EXIF, XMP, texts), after decompression; at least 0.</summary>
    public int MaxMetadata { get; init; } = 16 << 20;

    /// <summary>
    /// The page or frame to read from a file that holds several, counted from 1. If null, files of several pages and animations are
    /// refused: reading one of them would lose the others.
    /// </summary>
    public int? Page { get; init; }

    /// <summary>All that is wrong with these options, as sentences.</summary>
    public IEnumerable<string> Check()
    {
        if (MaxPixels < 1)
            yield return $"The limit of pixels must be at least 1, got {MaxPixels}.";
        if (MaxMemory < 1)
            yield return $"The limit of memory must be at least 1 byte, got {MaxMemory}.";
        if (Page < 1)
            yield return $"The page must be at least 1, got {Page}.";
        if (MaxMetadata < 0)
            yield return $"The limit of metadata must be at least 0 bytes, got {MaxMetadata}.";
    }
}
