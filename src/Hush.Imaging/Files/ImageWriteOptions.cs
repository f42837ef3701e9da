namespace Hush;

/// <summary>Compression settings.</summary>
public sealed record ImageWriteOptions
{
    internal const int DefaultQuality = 95;

    /// <summary>
    /// Quality from 1 (smallest file) to 100 (best), for JPEG, WebP, AVIF, HEIC and JPEG XL. Chroma is not subsampled if the format
    /// allows that. At 100, WebP and JPEG XL are lossless; AVIF and HEIC have only rounding errors. PNG, PNM, PFM and TIFF are always
    /// lossless. AVIF, HEIC and JPEG XL images with alpha are always written at 100, to keep alpha unchanged. If null, the quality is
    /// 95, or 100 for an image that was read from a lossless WebP.
    /// </summary>
    public int? Quality { get; init; }

    /// <summary>Returns all errors in these options, as sentences.</summary>
    public IEnumerable<string> Check()
    {
        if (Quality is < 1 or > 100)
            yield return $"The quality must be between 1 and 100, got {Quality}.";
    }
}
