using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hush.Learning.Checkpoints;

/// <summary>
/// CRC-32C, the checksum of iSCSI and ext4 (polynomial 1EDC6F41, RFC 3720 appendix B.4): processors compute it at several GB/s, and it
/// finds every change of up to three bits in a file of this kind and every burst of up to 32.
/// </summary>
internal struct Crc32C
{
    private uint _value;

    /// <summary>The checksum of all bytes appended so far; 0 for none.</summary>
    public readonly uint Value => _value;

    /// <summary>Appends bytes; how they are cut into calls does not matter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]      // compiled at once: it reads all of a model at its first call
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~_value;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        _value = ~crc;
    }
}
