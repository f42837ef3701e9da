using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Pictures;

/// <summary>
/// An image embedded in the page as PNG, with alternative text. Cropping is stated in the text and on the page, by
/// <see cref="CropNote"/>.
/// </summary>
internal static class EmbeddedImage
{
    private const int CrispUpTo = 128;              // smaller images are enlarged: show crisp pixels instead of a blur

    /// <summary>Shown below images if some of them are cropped.</summary>
    public static readonly string CropNote =
        $"For images larger than {ReportImage.MaxSide} × {ReportImage.MaxSide} pixels, the center is shown; the scores are for the " +
        "whole image.";

    public static Element Of(ReportImage image, string alternative, PngEncoder png)
    {
        byte[] file = png(image.Height, image.Width, image.Channels, image.ToBytes());
        return Tag("img", Math.Max(image.Width, image.Height) <= CrispUpTo ? "crisp" : "smooth")
            .Set("src", "data:image/png;base64," + Convert.ToBase64String(file))
            .Set("width", image.Width).Set("height", image.Height).Set("alt", alternative + Cropped(image));
    }

    // Screen readers must not present the center as the whole image either.
    private static string Cropped(ReportImage image) => image.IsCropped
        ? $"; the center is shown, {image.Width} × {image.Height} of {image.WholeWidth} × {image.WholeHeight} pixels"
        : "";
}
