namespace Hush;

/// <summary>File formats that images can be written to.</summary>
public enum ImageFormat
{
    /// <summary>PNG: gray or RGB, optional alpha, 8 or 16 bits, lossless.</summary>
    Png,

    /// <summary>Portable gray map (P5): one channel, no alpha.</summary>
    Pgm,

    /// <summary>Portable pixel map (P6): three channels, no alpha.</summary>
    Ppm,

    /// <summary>Portable any map: P5 for one channel, P6 for three.</summary>
    Pnm,

    /// <summary>Portable float map (Pf or PF): 32-bit floats, no alpha.</summary>
    Pfm,

    /// <summary>JPEG: 8 bits, no alpha, lossy.</summary>
    Jpeg,

    /// <summary>TIFF: 8, 16 or 32 (float) bits, lossless.</summary>
    Tiff,

    /// <summary>WebP: 8 bits, lossy.</summary>
    WebP,

    /// <summary>AVIF: 8 or 12 bits, lossy.</summary>
    Avif,

    /// <summary>HEIC: 8 or 12 bits, lossy. Requires an installed libvips.</summary>
    Heic,

    /// <summary>JPEG XL: 8, 16 or 32 (float) bits, lossy. Requires an installed libvips.</summary>
    Jxl,
}
