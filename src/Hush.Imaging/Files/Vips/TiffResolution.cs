namespace Hush.Imaging.Files.Vips;

/// <summary>
/// Preserves the resolution of a TIFF file in its own unit and precision; libvips supports only pixels per millimeter.
/// </summary>
internal static unsafe class TiffResolution
{
    private const ushort NoUnit = 1, Inch = 2, Centimeter = 3;
    private const double MetersOfInch = 0.0254;

    /// <summary>The resolution of a page; null if missing.</summary>
    public static Resolution? Of(TiffDirectory page)
    {
        if (page.Find(TiffTag.XResolution)?.Fraction is not { } across || page.Find(TiffTag.YResolution)?.Fraction is not { } down)
            return null;
        uint unit = page.Find(TiffTag.ResolutionUnit)?.Number ?? Inch;
        double scale = unit switch { Inch => 1 / MetersOfInch, Centimeter => 100, _ => 1 };
        var resolution = new Resolution(across * scale, down * scale, unit is not (Inch or Centimeter))
        {
            IsPerCentimeter = unit == Centimeter,
        };
        bool isDefault = resolution is { IsAspectOnly: true, X: 1, Y: 1 };        // written by programs that do not know the resolution
        return resolution.IsSound && !isDefault ? resolution : null;
    }

    /// <summary>Sets the resolution of a file written by libvips; 1 without a unit if it is unknown.</summary>
    public static byte[] Set(byte[] file, Resolution? resolution)
    {
        Resolution said = resolution is { IsSound: true } known ? known : new Resolution(1, 1, IsAspectOnly: true);
        (ushort unit, double scale) = said.IsAspectOnly ? (NoUnit, 1) : said.IsPerCentimeter ? (Centimeter, 0.01) : (Inch, MetersOfInch);
        fixed (byte* data = file)
        {
            var tiff = new TiffFile((nint)data, file.Length);
            if (tiff.Pages is not [var page, ..])
                return file;
            var (x, ofX) = Fraction(said.X * scale);
            var (y, ofY) = Fraction(said.Y * scale);
            tiff.SetFraction(page, TiffTag.XResolution, x, ofX);
            tiff.SetFraction(page, TiffTag.YResolution, y, ofY);
            tiff.SetShort(page, TiffTag.ResolutionUnit, unit);
        }

        return file;
    }

    /// <summary>The fraction with the smallest denominator that equals the value up to rounding, from its continued fraction.</summary>
    internal static (uint Numerator, uint Denominator) Fraction(double value)
    {
        const double Rounding = 1e-12;
        double rest = value;
        (double before, double numerator, double underBefore, double denominator) = (1, Math.Floor(value), 0, 1);
        while (Math.Abs((numerator / denominator) - value) > value * Rounding && rest != Math.Floor(rest))
        {
            rest = 1 / (rest - Math.Floor(rest));
            double part = Math.Floor(rest), next = (part * numerator) + before, under = (part * denominator) + underBefore;
            if (next > uint.MaxValue || under > uint.MaxValue)
                break;
            (before, numerator, underBefore, denominator) = (numerator, next, denominator, under);
        }

        return ((uint)Math.Min(numerator, uint.MaxValue), (uint)denominator);
    }
}
