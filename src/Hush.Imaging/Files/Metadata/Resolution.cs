namespace Hush.Imaging.Files;

/// <summary>The print resolution of an image.</summary>
/// <param name="X">Horizontal pixels per meter, above 0.</param>
/// <param name="Y">Vertical pixels per meter, above 0.</param>
/// <param name="IsAspectOnly">The unit is unknown: only the ratio X / Y, the pixel aspect, is meaningful.</param>
internal readonly record struct Resolution(double X, double Y, bool IsAspectOnly = false)
{
    /// <summary>Length of an inch in meters.</summary>
    private const double Inch = 0.0254;

    /// <summary>The same resolution in both directions.</summary>
    /// <param name="dpi">Pixels per inch, above 0.</param>
    public static Resolution FromDotsPerInch(double dpi) => new(dpi / Inch, dpi / Inch);

    /// <summary>Horizontal and vertical pixels per inch.</summary>
    public (double X, double Y) DotsPerInch => (X * Inch, Y * Inch);

    /// <summary>The file used centimeters instead of inches; formats that support both keep that unit.</summary>
    internal bool IsPerCentimeter { get; init; }

    /// <summary>Both values are in a range that can be written.</summary>
    internal bool IsSound => X is > 0 and < 4e6 && Y is > 0 and < 4e6;
}
