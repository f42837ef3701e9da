using System.Runtime.InteropServices;
using System.Text;

namespace Hush.Imaging.Files.Pfm;

/// <summary>Writes little-endian PFM. Integer images become floats in [0, 1].</summary>
internal static class PfmWriter
{
    public static void Write(Image image, Stream output)
    {
        output.Write(Encoding.ASCII.GetBytes($"{(image.Channels == 1 ? "Pf" : "PF")}\n{image.Width} {image.Height}\n-1.0\n"));
        var row = new float[image.Width * image.Channels];
        for (int y = image.Height - 1; y >= 0; y--)
        {
            image.Pixels.Span.Slice(y * row.Length, row.Length).CopyTo(row);
            PfmCodec.ConvertByteOrder(row, littleEndian: true);
            output.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }
}
