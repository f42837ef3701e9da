using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Pfm;

/// <summary>The byte order of floats in a file.</summary>
internal static class PfmBytes
{
    /// <summary>Turns floats from the file's byte order into the machine's, or back, in place; bit for bit, NaN too.</summary>
    public static void Order(Span<float> values, bool littleEndian)
    {
        if (littleEndian == BitConverter.IsLittleEndian)
            return;
        Span<uint> words = MemoryMarshal.Cast<float, uint>(values);
        BinaryPrimitives.ReverseEndianness(words, words);
    }
}
