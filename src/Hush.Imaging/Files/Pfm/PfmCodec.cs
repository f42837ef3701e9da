using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Pfm;

/// <summary>Portable float map: 32-bit floats, gray (Pf) or color (PF), rows from bottom to top.</summary>
/// <remarks>https://www.pauldebevec.com/Research/HDR/PFM/</remarks>
internal sealed class PfmCodec : IImageCodec
{
    public bool Recognizes(ReadOnlySpan<byte> start) =>
        start.Length >= 3 && start[0] == 'P' && start[1] is (byte)'f' or (byte)'F' && start[2] is (byte)' ' or (>= 9 and <= 13);

    public Image Read(ImageSource source) => PfmReader.Read(source);

    public void Write(Image image, ImageFormat format, ImageWriteOptions options, Stream output, string name) =>
        PfmWriter.Write(image, output);

    /// <summary>
    /// Converts floats between the file's and the machine's byte order, in place. Bits are preserved, including those of NaN.
    /// </summary>
    public static void ConvertByteOrder(Span<float> values, bool littleEndian)
    {
        if (littleEndian == BitConverter.IsLittleEndian)
            return;
        Span<uint> words = MemoryMarshal.Cast<float, uint>(values);
        BinaryPrimitives.ReverseEndianness(words, words);
    }
}
