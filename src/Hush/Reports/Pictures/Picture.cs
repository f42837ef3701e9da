using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Pictures;

/// <summary>An image on the page: a PNG inside the page, with a text for those who do not see it. Of a cropped image both say so:
/// the text by itself, the page by <see cref="CropNote"/>.</summary>
internal static class Picture
{
    private const int CrispUpTo = 128;              // smaller ones are enlarged: show their pixels, not a blur of them

    /// <summary>Below pictures some of which are cropped.</summary>
    public static readonly string CropNote =
        $"Of images larger than {ReportImage.MostSide} × {ReportImage.MostSide} pixels the center is shown; the scores are those of the " +
        "whole image.";

    public static Element Of(ReportImage image, string alternative, PngEncoder png)
    {
        byte[] file = png(image.Height, image.Width, image.Channels, image.ToBytes());
        return Tag("img", Math.Max(image.Width, image.Height) <= CrispUpTo ? "crisp" : "smooth")
            .Set("src", "data:image/png;base64," + Convert.ToBase64String(file))
            .Set("width", image.Width).Set("height", image.Height).Set("alt", alternative + Cropped(image));
    }

    // A listener must not take the center for the whole either.
    private static string Cropped(ReportImage image) => image.IsCropped
        ? $"; the center is shown, {image.Width} × {image.Height} of {image.WholeWidth} × {image.WholeHeight} pixels"
        : "";
}
