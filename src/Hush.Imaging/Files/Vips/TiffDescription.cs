using System.Globalization;
using System.Text;

namespace Hush.Imaging.Files.Vips;

/// <summary>
/// The description of a microscope's TIFF, which may say how many pages there are; a page that is taken out of them is alone.
/// </summary>
internal static class TiffDescription
{
    private static readonly string[] ImageJCounts = ["images", "slices", "frames", "channels"], ImageJOfSeveral = [.. ImageJCounts, "hyperstack", "mode", "loop"];

    /// <summary>Takes out of a page's description what it says of several pages.</summary>
    /// <returns>A note of what was taken out; null if nothing was.</returns>
    public static string? Correct(TiffFile file, TiffDirectory page)
    {
        Span<byte> bytes = file.Text(page, TiffTag.ImageDescription);
        string text = Encoding.Latin1.GetString(bytes);
        string[] lines = text.Split('\n');
        if (text.StartsWith("ImageJ=", StringComparison.Ordinal) && Array.Find(lines, IsOfSeveral) is { } claim)
        {
            byte[] rest = Encoding.Latin1.GetBytes(string.Join('\n', lines.Where(line => !ImageJOfSeveral.Contains(Key(line)))));
            bytes.Clear();
            rest.CopyTo(bytes);
            return $"Its ImageJ description says {claim.Trim()}; that is left out, for one image was read.";
        }

        bool isOfAll = file.Pages.Count > 1
            && (text.Contains("<OME", StringComparison.Ordinal) || text.StartsWith("{\"shape\":", StringComparison.Ordinal));
        if (!isOfAll)
            return null;
        bytes.Clear();
        return "Its description is of all pages; it is left out, for one was read.";
    }

    private static bool IsOfSeveral(string line) =>
        ImageJCounts.Contains(Key(line)) && int.TryParse(line[(line.IndexOf('=') + 1)..], NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int count) && count > 1;

    private static string Key(string line) => line.Split('=')[0];
}
