using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Hush.Learning.Checkpoints;

/// <summary>
/// The checksum of a safetensors file, stored in its own metadata: CRC-32C of the whole file (length, header, data) with the
/// eight digits of the checksum set to zeros. A second entry describes what the checksum covers. A third entry holds the version
/// of these entries, so that a file that has lost its checksum is not mistaken for one of version 1, which has none.
/// </summary>
internal static class SafetensorsChecksum
{
    /// <summary>Metadata keys. Other entries cannot use them.</summary>
    public const string Key = "crc32c", CoverKey = "crc32c_of", FormatKey = "hush_format";

    /// <summary>The value of <see cref="FormatKey"/>.</summary>
    public const string Format = "2";

    /// <summary>The value of <see cref="CoverKey"/>.</summary>
    public const string Cover = "the whole file, with this checksum as 00000000";

    private const string Zeros = "00000000";
    private static readonly byte[] s_entry = Encoding.UTF8.GetBytes($"\"{Key}\":\"");

    /// <summary>The digits while the checksum is computed.</summary>
    public static string Placeholder => Zeros;

    /// <summary>
    /// The eight digits in a header; empty if it has none. Quotes inside JSON strings are escaped, so the entry cannot be found
    /// elsewhere.
    /// </summary>
    public static Span<byte> Digits(Span<byte> header)
    {
        int at = header.IndexOf(s_entry);
        return at >= 0 && at + s_entry.Length + Zeros.Length <= header.Length ? header.Slice(at + s_entry.Length, Zeros.Length) : [];
    }

    /// <summary>The checksum of length and header. The bytes of the data are appended to it.</summary>
    public static Crc32C Begin(ReadOnlySpan<byte> header)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        var crc = default(Crc32C);
        crc.Append(length);
        crc.Append(header);
        return crc;
    }

    /// <summary>Formats a checksum as eight hexadecimal digits.</summary>
    public static string Text(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);
}
