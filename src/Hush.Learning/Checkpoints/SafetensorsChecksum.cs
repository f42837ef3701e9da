using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Hush.Learning.Checkpoints;

/// <summary>
/// The checksum of a safetensors file, in its own metadata: CRC-32C over the whole file (length, header, data) with the checksum's eight
/// digits as zeros. A second entry says what it covers, and a third the version of these entries, so that a file that lost its checksum
/// does not look like one of version 1, which has none.
/// </summary>
internal static class SafetensorsChecksum
{
    /// <summary>The metadata's names, which no other entry may have.</summary>
    public const string Key = "crc32c", CoverKey = "crc32c_of", FormatKey = "hush_format";

    /// <summary>What <see cref="FormatKey"/> says.</summary>
    public const string Format = "2";

    /// <summary>What <see cref="CoverKey"/> says.</summary>
    public const string Cover = "the whole file, with this checksum as 00000000";

    private const string Zeros = "00000000";
    private static readonly byte[] s_entry = Encoding.UTF8.GetBytes($"\"{Key}\":\"");

    /// <summary>The checksum before it is computed.</summary>
    public static string Placeholder => Zeros;

    /// <summary>
    /// The eight digits in a header; empty where there are none. Inside texts of JSON quotes are escaped, so the entry is found nowhere
    /// else.
    /// </summary>
    public static Span<byte> Digits(Span<byte> header)
    {
        int at = header.IndexOf(s_entry);
        return at >= 0 && at + s_entry.Length + Zeros.Length <= header.Length ? header.Slice(at + s_entry.Length, Zeros.Length) : [];
    }

    /// <summary>The checksum of length and header, to which the data's bytes are appended.</summary>
    public static Crc32C Begin(ReadOnlySpan<byte> header)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        var crc = default(Crc32C);
        crc.Append(length);
        crc.Append(header);
        return crc;
    }

    /// <summary>The digits of a value.</summary>
    public static string Text(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);
}
