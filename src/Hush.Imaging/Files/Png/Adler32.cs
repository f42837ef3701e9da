using System.Runtime.CompilerServices;

namespace Hush.Imaging.Files.Png;

/// <summary>The checksum at the end of zlib data (RFC 1950): two sums modulo 65521.</summary>
internal static class Adler32
{
    private const uint Modulus = 65521;
    private const int Block = 5552;         // the most bytes that cannot overflow the second sum

    /// <summary>The checksum of no bytes, the initial value for <see cref="Append"/>.</summary>
    public const uint Empty = 1;

    /// <summary>Extends the checksum <paramref name="adler"/> by <paramref name="bytes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    public static uint Append(uint adler, ReadOnlySpan<byte> bytes)
    {
        uint a = adler & 0xFFFF, b = adler >> 16;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> block = bytes[..Math.Min(Block, bytes.Length)];
            foreach (byte value in block)
            {
                a += value;
                b += a;
            }

            (a, b) = (a % Modulus, b % Modulus);
            bytes = bytes[block.Length..];
        }

        return (b << 16) | a;
    }
}
