using System.Globalization;
using System.Runtime.InteropServices;
using Hush.Imaging.Files.Pnm;

namespace Hush.Imaging.Files.Pfm;

/// <summary>
/// Reads PFM. 1 is white; all values are kept unchanged, including NaN. The sign of the scale gives the byte order; its magnitude is
/// ignored because programs disagree about its meaning.
/// </summary>
internal static class PfmReader
{
    private const int MaxScaleLength = 32;

    public static Image Read(ImageSource source)
    {
        source.ChoosePage(pages: 1);
        source.ReadByte();
        int channels = source.ReadByte() == 'F' ? 3 : 1;
        int width = PnmHeader.Number(source, "width", int.MaxValue), height = PnmHeader.Number(source, "height", int.MaxValue);
        bool littleEndian = Scale(source) < 0;
        source.CheckSize(width, height, channels, rowBuffers: (long)width * channels * sizeof(float));
        source.Need((long)width * height * channels * sizeof(float), "pixels");

        using var builder = new ImageBuilder(new Shape(1, height, width, channels), hasAlpha: false, bitDepth: 32, white: 1);
        var row = new float[width * channels];
        Span<byte> bytes = MemoryMarshal.AsBytes(row.AsSpan());
        for (int y = height - 1; y >= 0; y--)
        {
            source.Read(bytes, "pixels");
            PfmCodec.ConvertByteOrder(row, littleEndian);
            builder.Place(y, row);
        }

        return builder.Finish(ImageMetadata.None, []);
    }

    /// <summary>Reads the scale and the single whitespace character after it.</summary>
    private static double Scale(ImageSource source)
    {
        int c = source.ReadByte();
        while (c is ' ' or (>= '\t' and <= '\r'))
            c = source.ReadByte();
        string text = "";
        for (; c > ' ' && text.Length < MaxScaleLength; c = source.ReadByte())
            text += (char)c;
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double scale);
        if (!isNumber || scale == 0 || !double.IsFinite(scale))
            throw source.Error("a scale (a number other than 0)", text.Length == 0 ? "none" : $"'{text}'", PnmHeader.Damaged);
        return scale;
    }
}
