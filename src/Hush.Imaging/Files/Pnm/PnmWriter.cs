using System.Text;

namespace Hush.Imaging.Files.Pnm;

/// <summary>Writes P5 (gray) and P6 (colour), 8 or 16 bits.</summary>
internal static class PnmWriter
{
    public static void Write(Image image, ImageFormat format, Stream output, string name)
    {
        Check(image, format, name);
        string kind = image.Channels == 1 ? "P5" : "P6";
        output.Write(Encoding.ASCII.GetBytes($"{kind}\n{image.Width} {image.Height}\n{image.White}\n"));
        var rows = new ImageRows(image);
        var row = new byte[rows.RowBytes];
        for (int y = 0; y < image.Height; y++)
        {
            rows.Copy(y, row);
            output.Write(row);
        }
    }

    private static void Check(Image image, ImageFormat format, string name)
    {
        if (image.HasAlpha)
        {
            throw new ImageFormatException(
                name, "an image without alpha, for PNM has none", "one with an alpha plane", "Write it as .png.");
        }

        if (format == ImageFormat.Pgm && image.Channels != 1)
            throw new ImageFormatException(name, "a gray image for PGM", "a colour image", "Write it as .ppm, .pnm or .png.");
        if (format == ImageFormat.Ppm && image.Channels != 3)
            throw new ImageFormatException(name, "a colour image for PPM", "a gray image", "Write it as .pgm, .pnm or .png.");
    }
}
