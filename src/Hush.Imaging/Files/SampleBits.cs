using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hush.Imaging.Files;

/// <summary>
/// Between the bits of a row, whole numbers, and values in [0, 1]. Bits come most significant first. Plain loops, compiled in full at once:
/// a picture of usual size is read before a library's generic vectors are compiled.
/// </summary>
internal static class SampleBits
{
    /// <summary>Bytes of a row: bits of all its samples, rounded up.</summary>
    public static long RowBytes(long samples, int bits) => checked((samples * bits) + 7) / 8;

    /// <summary>samples[i] = the i-th number of <paramref name="bits"/> bits (1, 2, 4, 8 or 16) in the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack(ReadOnlySpan<byte> row, int bits, Span<ushort> samples)
    {
        if (bits == 16)
        {
            for (int i = 0; i < samples.Length; i++)
                samples[i] = BinaryPrimitives.ReadUInt16BigEndian(row[(2 * i)..]);
        }
        else if (bits == 8)
        {
            for (int i = 0; i < samples.Length; i++)
                samples[i] = row[i];
        }
        else
        {
            int perByte = 8 / bits, mask = (1 << bits) - 1;
            for (int i = 0; i < samples.Length; i++)
                samples[i] = (ushort)((row[i / perByte] >> (8 - bits - (i % perByte * bits))) & mask);
        }
    }

    /// <summary>The inverse of <see cref="Unpack"/> for 8 and 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(ReadOnlySpan<ushort> samples, int bits, Span<byte> row)
    {
        if (bits == 16)
        {
            for (int i = 0; i < samples.Length; i++)
                BinaryPrimitives.WriteUInt16BigEndian(row[(2 * i)..], samples[i]);
        }
        else
        {
            for (int i = 0; i < samples.Length; i++)
                row[i] = (byte)samples[i];
        }
    }

    /// <summary>values = samples / largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToValues(ReadOnlySpan<ushort> samples, int largest, Span<float> values)
    {
        for (int i = 0; i < samples.Length; i++)
            values[i] = samples[i] / (float)largest;
    }

    /// <summary>samples = round(clamp(values, 0, 1) x largest), halves to the even neighbor; NaN gives 0.</summary>
    /// <param name="values">As many as samples.</param>
    /// <param name="largest">255 or 65535.</param>
    /// <param name="samples">The result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToSamples(ReadOnlySpan<float> values, int largest, Span<ushort> samples)
    {
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (ushort)(int)MathF.Round(Math.Clamp(values[i] * largest, 0, largest));
    }
}
