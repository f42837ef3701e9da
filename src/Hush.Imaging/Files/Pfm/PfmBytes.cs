using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Pfm;

internal static class PfmBytes
{
    /// <summary>
    /// Converts floats between the file's and the machine's byte order, in place. Bits are preserved, including those of NaN.
    /// </summary>
    public static void Order(Span<float> values, bool littleEndian)
    {
        if (littleEndian == BitConverter.IsLittleEndian)
            return;
        Span<uint> words = MemoryMarshal.Cast<float, uint>(values);
        BinaryPrimitives.ReverseEndianness(words, words);
    }
}
