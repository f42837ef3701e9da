namespace Hush;

/// <summary>
/// The page to read, and limits that keep a small malicious file from using up memory. Enforced as soon as the header is read.
/// </summary>
public sealed record ImageReadOptions
{
    /// <summary>Maximum number of pixels (width x height); at least 1.</summary>
    public long MaxPixels { get; init; } = 250_000_000;

    /// <summary>
    /// Maximum memory in bytes to decode an image, including a copy of the file and the decoder's buffers; at least 1.
    /// </summary>
    public long MaxMemory { get; init; } = 6L << 30;

    /// <summary>
    /// Maximum total size in bytes of all metadata (color profile, EXIF, XMP, texts) after decompression; at least 0.
    /// </summary>
    public int MaxMetadata { get; init; } = 16 << 20;

    /// <summary>
    /// The page or frame to read, counted from 1. If null, files with several pages and animations are rejected, since reading only one
    /// page would lose the others.
    /// </summary>
    public int? Page { get; init; }

    /// <summary>Returns all errors in these options, as sentences.</summary>
    public IEnumerable<string> Check()
    {
        if (MaxPixels < 1)
            yield return $"The pixel limit must be at least 1, got {MaxPixels}.";
        if (MaxMemory < 1)
            yield return $"The memory limit must be at least 1 byte, got {MaxMemory}.";
        if (Page < 1)
            yield return $"The page must be at least 1, got {Page}.";
        if (MaxMetadata < 0)
            yield return $"The metadata limit must be at least 0 bytes, got {MaxMetadata}.";
    }
}
