using System.Text;

namespace Hush.Imaging.Files.Pnm;

/// <summary>Writes P5 (gray) and P6 (color), 8 or 16 bits.</summary>
internal static class PnmWriter
{
    public static void Write(Image image, Stream output)
    {
        var rows = new ImageRows(image, FormatTraits.Of(ImageFormat.Pnm).DepthFor(image.BitDepth));
        string kind = image.Channels == 1 ? "P5" : "P6";
        output.Write(Encoding.ASCII.GetBytes($"{kind}\n{image.Width} {image.Height}\n{rows.White}\n"));
        var row = new byte[rows.RowBytes];
        for (int y = 0; y < image.Height; y++)
        {
            rows.Copy(y, row);
            output.Write(row);
        }
    }
}
