namespace Hush;

/// <summary>The channels of a pixel in memory, first to last.</summary>
public enum ChannelOrder
{
    /// <summary>Gray only.</summary>
    Gray,

    /// <summary>Gray, alpha.</summary>
    GrayAlpha,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,

    /// <summary>Red, green, blue, alpha.</summary>
    Rgba,

    /// <summary>Blue, green, red, alpha.</summary>
    Bgra,

    /// <summary>Alpha, red, green, blue.</summary>
    Argb,

    /// <summary>Alpha, blue, green, red.</summary>
    Abgr,
}
