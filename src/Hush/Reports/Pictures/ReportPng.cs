namespace Hush.Reports.Pictures;

/// <summary>Encodes the report's images as PNG.</summary>
internal static class ReportPng
{
    /// <summary>A <see cref="PngEncoder"/>: 8 bits per channel, gray or RGB.</summary>
    public static byte[] Encode(int height, int width, int channels, byte[] pixels)
    {
        using Image image = Image.FromPixels(Array.ConvertAll(pixels, v => v / 255f), width, height, channels);
        using var file = new MemoryStream();
        image.Write(file, ImageFormat.Png);
        return file.ToArray();
    }
}
