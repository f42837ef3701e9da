namespace Hush.Imaging.Files;

/// <summary>How images are compressed where the format leaves a choice.</summary>
public sealed record ImageWriteOptions
{
    internal const int DefaultQuality = 95;

    /// <summary>
    /// 1 (small) to 100 (good), for JPEG, WebP, AVIF, HEIC and JPEG XL; color is never subsampled where the format allows that.
    /// At 100 WebP and JPEG XL lose nothing, AVIF and HEIC at most a rounding. PNG, PNM, PFM and TIFF
    /// never lose anything. With alpha AVIF, HEIC and JPEG XL are written as at 100, since alpha must not change.
    /// If null, 95, and 100 for a WebP image that was read from a lossless WebP.
    /// </summary>
    public int? Quality { get; init; }

    /// <summary>All that is wrong with these options, as sentences.</summary>
    public IEnumerable<string> Check()
    {
        if (Quality is < 1 or > 100)
            yield return $"The quality must be between 1 and 100, got {Quality}.";
    }
}
