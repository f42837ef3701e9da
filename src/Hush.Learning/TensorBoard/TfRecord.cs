using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Hush.Learning.Checkpoints;

namespace Hush.Learning.TensorBoard;

/// <summary>
/// Records of a TFRecord file: the length as 8 bytes, a checksum of it, the content, a checksum of it. Integers are little-endian,
/// checksums are masked CRC-32C.
/// </summary>
/// <remarks>https://www.tensorflow.org/tutorials/load_data/tfrecord, "TFRecords format details".</remarks>
internal static class TfRecord
{
    private const int LengthBytes = sizeof(ulong), ChecksumBytes = sizeof(uint), HeaderBytes = LengthBytes + ChecksumBytes;
    private const uint Mask = 0xa282ead8;

    /// <summary>Appends a record.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> content)
    {
        byte[] record = new byte[HeaderBytes + content.Length + ChecksumBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(LengthBytes), MaskedChecksum(record.AsSpan(0, LengthBytes)));
        content.CopyTo(record.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeaderBytes + content.Length), MaskedChecksum(content));
        stream.Write(record);
    }

    /// <summary>Reads the next record.</summary>
    /// <returns>False at the end of the stream, and at a record that is incomplete or damaged.</returns>
    public static bool TryRead(Stream stream, [NotNullWhen(true)] out byte[]? content)
    {
        content = null;
        Span<byte> header = stackalloc byte[HeaderBytes], checksum = stackalloc byte[ChecksumBytes];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || !Matches(header[LengthBytes..], header[..LengthBytes]))
            return false;
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header);
        if (length > (ulong)Math.Max(0, stream.Length - stream.Position - ChecksumBytes) || length > (ulong)Array.MaxLength)
            return false;
        byte[] read = new byte[length];
        stream.ReadExactly(read);
        stream.ReadExactly(checksum);
        content = Matches(checksum, read) ? read : null;
        return content is not null;
    }

    /// <summary>CRC-32C (Castagnoli), rotated right by 15 bits, plus a constant: a checksum of data that contains checksums.</summary>
    public static uint MaskedChecksum(ReadOnlySpan<byte> data)
    {
        var crc = default(Crc32C);
        crc.Append(data);
        return unchecked(BitOperations.RotateRight(crc.Value, 15) + Mask);
    }

    private static bool Matches(ReadOnlySpan<byte> checksum, ReadOnlySpan<byte> data) =>
        BinaryPrimitives.ReadUInt32LittleEndian(checksum) == MaskedChecksum(data);
}
