namespace Hush.Imaging.Files;

/// <summary>The TIFF and EXIF tags and value types in use (TIFF 6.0, EXIF 2.32).</summary>
internal static class TiffTag
{
    public const ushort NewSubfileType = 254, SubfileType = 255, BitsPerSample = 258, Compression = 259, Photometric = 262,
        ImageDescription = 270, Make = 271;
    public const ushort StripOffsets = 273, SamplesPerPixel = 277, StripByteCounts = 279, SubDirectories = 330, InkSet = 332,
        ExtraSamples = 338, SampleFormat = 339;
    public const ushort ThumbnailOffset = 513, ThumbnailLength = 514, MakerNote = 0x927C, PhotoshopResources = 34377,
        PhotoshopLayers = 37724, DngVersion = 50706;
    public const ushort Orientation = 274, XResolution = 282, YResolution = 283;
    public const ushort ResolutionUnit = 296, Software = 305, ExifDirectory = 0x8769, GpsDirectory = 0x8825, Interoperability = 0xA005;

    /// <summary>Value types.</summary>
    public const ushort Byte = 1, Ascii = 2, Short = 3, Long = 4, Rational = 5;

    /// <summary>Tags in a TIFF file's first directory that describe the image rather than its storage.</summary>
    public static readonly ushort[] Descriptive =
    [
        269, 270, 271, 272, Orientation, XResolution, YResolution, 285, ResolutionUnit, Software, 306, 315, 316, 0x4746, 0x4749, 33432,
        33723,
        0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F,
    ];

    /// <summary>
    /// Georeferencing tags: GeoTIFF's ModelPixelScale, IntergraphMatrix, ModelTiepoint, ModelTransformation, GeoKeyDirectory,
    /// GeoDoubleParams and GeoAsciiParams, and the rational polynomial coefficients (RPC) of satellite images.
    /// </summary>
    public static readonly ushort[] Georeference = [33550, 33920, 33922, 34264, 34735, 34736, 34737, 50844];

    /// <summary>GDAL_METADATA and GDAL_NODATA.</summary>
    public static readonly ushort[] Gdal = [42112, 42113];

    /// <summary>Tags whose content depends on the pixels or pages of the original file, with their names for notes.</summary>
    public static readonly IReadOnlyDictionary<ushort, string> Dependent = new Dictionary<ushort, string>
    {
        [PhotoshopLayers] = "Photoshop layers", [50838] = "ImageJ metadata (per-slice labels, lookup tables, overlays)",
        [50839] = "ImageJ metadata (per-slice labels, lookup tables, overlays)",
    };

    /// <summary>The descriptive tags that <see cref="ImageMetadata"/> has properties for.</summary>
    public static readonly ushort[] Known = [Orientation, XResolution, YResolution, ResolutionUnit, Software];

    /// <summary>True if the value is the offset of another EXIF directory.</summary>
    public static bool IsDirectory(ushort tag) => tag is ExifDirectory or GpsDirectory or Interoperability;

    /// <summary>Bytes per value; 0 for unknown types.</summary>
    public static int SizeOf(ushort type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };

    /// <summary>True for the 64-bit integer types, which only BigTIFF has.</summary>
    public static bool IsBigType(ushort type) => type is 16 or 17 or 18;

    /// <summary>Number of bytes to reverse together when the byte order changes: a rational is two integers.</summary>
    public static int UnitOf(ushort type) => type is 5 or 10 ? 4 : SizeOf(type);
}
