using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hush.Learning.Checkpoints;

/// <summary>
/// CRC-32C, the checksum of iSCSI and ext4 (polynomial 1EDC6F41, RFC 3720 appendix B.4). Hardware computes it at several GB/s.
/// For files of this size it detects all changes of up to three bits and all bursts of up to 32 bits.
/// </summary>
internal struct Crc32C
{
    private uint _value;

    /// <summary>The checksum of all bytes so far; 0 for none.</summary>
    public readonly uint Value => _value;

    /// <summary>Appends bytes. The result does not depend on how they are divided among calls.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]      // the first call already reads a whole model
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
