using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hush.Imaging.Files;

/// <summary>
/// Converts between packed bits of a row (most significant first), integers, and values in [0, 1]. Uses plain loops with immediate full
/// optimization: an image of typical size is read before generic vector code from a library would be compiled.
/// </summary>
internal static class SampleBits
{
    /// <summary>Bytes of a row: the bits of all its samples, rounded up.</summary>
    public static long RowBytes(long samples, int bits) => checked((samples * bits) + 7) / 8;

    /// <summary>samples[i] = the i-th integer of <paramref name="bits"/> bits (1, 2, 4, 8 or 16) in the row.</summary>
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

    /// <summary>samples = round(clamp(values, 0, 1) x largest), ties to even; NaN becomes 0. largest is 255 or 65535.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToSamples(ReadOnlySpan<float> values, int largest, Span<ushort> samples)
    {
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (ushort)(int)MathF.Round(Math.Clamp(values[i] * largest, 0, largest));
    }
}
