namespace Hush.Imaging.Files;

/// <summary>The kinds of file that images are written to.</summary>
public enum ImageFormat
{
    /// <summary>PNG: gray or RGB, with or without alpha, 8 or 16 bits, lossless.</summary>
    Png,

    /// <summary>Portable gray map (P5): one channel, no alpha.</summary>
    Pgm,

    /// <summary>Portable pixel map (P6): three channels, no alpha.</summary>
    Ppm,

    /// <summary>P5 for one channel, P6 for three.</summary>
    Pnm,
}
