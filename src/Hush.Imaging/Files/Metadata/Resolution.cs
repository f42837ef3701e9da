namespace Hush.Imaging.Files;

/// <summary>How densely an image is meant to be printed.</summary>
/// <param name="X">Pixels a meter across, above 0.</param>
/// <param name="Y">Pixels a meter down, above 0.</param>
/// <param name="IsAspectOnly">The unit is unknown: only X / Y means something, the shape of a pixel.</param>
public readonly record struct Resolution(double X, double Y, bool IsAspectOnly = false)
{
    /// <summary>Meters of an inch.</summary>
    private const double Inch = 0.0254;

    /// <summary>The same in both directions.</summary>
    /// <param name="dpi">Pixels an inch, above 0.</param>
    public static Resolution FromDotsPerInch(double dpi) => new(dpi / Inch, dpi / Inch);

    /// <summary>Pixels an inch, across and down.</summary>
    public (double X, double Y) DotsPerInch => (X * Inch, Y * Inch);

    /// <summary>The file gave it per centimeter, not per inch; a format that has both writes it so.</summary>
    internal bool IsPerCentimeter { get; init; }

    /// <summary>Both numbers mean something and can be written.</summary>
    internal bool IsSound => X is > 0 and < 4e6 && Y is > 0 and < 4e6;
}
