using System.Globalization;
using System.Text;

namespace Hush.Imaging.Files.Vips;

/// <summary>
/// Descriptions in microscopy TIFFs, which may state the number of pages. This is wrong once a single page is extracted.
/// </summary>
internal static class TiffDescription
{
    private static readonly string[] ImageJCounts = ["images", "slices", "frames", "channels"],
        ImageJOfSeveral = [.. ImageJCounts, "hyperstack", "mode", "loop"];

    /// <summary>Removes statements about several pages from a page's description.</summary>
    /// <returns>A note about what was removed; null if nothing was.</returns>
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
            return $"Its ImageJ description says {claim.Trim()}; that is left out, since only one image was read.";
        }

        bool isOfAll = file.Pages.Count > 1
            && (text.Contains("<OME", StringComparison.Ordinal) || text.StartsWith("{\"shape\":", StringComparison.Ordinal));
        if (!isOfAll)
            return null;
        bytes.Clear();
        return "Its description covers all pages; it is left out, since only one was read.";
    }

    private static bool IsOfSeveral(string line) =>
        ImageJCounts.Contains(Key(line)) && int.TryParse(line[(line.IndexOf('=') + 1)..], NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture, out int count) && count > 1;

    private static string Key(string line) => line.Split('=')[0];
}
