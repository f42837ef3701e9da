namespace Hush.Imaging.Files;

/// <summary>What a file says about its image beside the pixels. Every format is read into it and written from it, as far as it can.</summary>
/// <remarks>Bytes are kept as they were, so what is not understood survives; only a tag that is set here changes in EXIF.</remarks>
public sealed record ImageMetadata
{
    /// <summary>Nothing is known.</summary>
    public static ImageMetadata None { get; } = new();

    /// <summary>The colour profile (ICC), empty if there is none.</summary>
    public ReadOnlyMemory<byte> Icc { get; init; }

    /// <summary>EXIF from its TIFF header on ("II" or "MM"), empty if there is none.</summary>
    public ReadOnlyMemory<byte> Exif { get; init; }

    /// <summary>XMP: a document in XML and UTF-8, empty if there is none.</summary>
    public ReadOnlyMemory<byte> Xmp { get; init; }

    /// <summary>
    /// IPTC (captions, credits, keywords) as JPEG alone has it: in Photoshop's image resources, from their name on; empty if there is none. A TIFF has it as a tag among
    /// those of <see cref="Exif"/>.
    /// </summary>
    public ReadOnlyMemory<byte> Iptc { get; init; }

    /// <summary>EXIF's orientation, 1 (upright) to 8: how viewers turn the pixels, which Hush leaves as they lie.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Pixels a metre, if the file says so.</summary>
    public Resolution? Resolution { get; init; }

    /// <summary>The program that made the file, if it says so.</summary>
    public string? Software { get; init; }

    /// <summary>Named texts, which only PNG has, in its order; "Software" is among them if it was.</summary>
    public IReadOnlyList<TextEntry> Texts { get; init; } = [];

    /// <summary>PNG's small chunks about colour (cICP, sRGB, gAMA, cHRM), which only PNG has.</summary>
    internal IReadOnlyList<ColourChunk> ColourChunks { get; init; } = [];

    /// <summary>Whether the colour profile is for gray images: its header says so in bytes 16 to 19 (ICC.1:2022, 7.2.8).</summary>
    internal bool HasGrayProfile => Icc.Length >= 20 && Icc.Span[16..].StartsWith("GRAY"u8);

    /// <summary>True if Hush has denoised the image before, so that doing it again would blur.</summary>
    public bool IsDenoised => SoftwareTag.IsIn(Software);

    /// <summary>The same with a software tag that says that Hush denoised it; what was in the tag stays behind it.</summary>
    public ImageMetadata Denoised() => this with { Software = SoftwareTag.AddTo(Software) };
}

/// <summary>One of PNG's chunks about colour: four letters and their data, kept as they are.</summary>
internal sealed record ColourChunk(string Type, byte[] Data);
