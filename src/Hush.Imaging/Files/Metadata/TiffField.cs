using System.Buffers.Binary;
using System.Text;

namespace Hush.Imaging.Files;

/// <summary>
/// A field of a TIFF directory: <paramref name="Count"/> values of a type (see <see cref="TiffTag.SizeOf"/>), in one of two byte
/// orders.
/// </summary>
internal sealed record TiffField(ushort Tag, ushort Type, uint Count, byte[] Value, bool LittleEndian)
{
    /// <summary>A single 16-bit integer.</summary>
    public static TiffField OfShort(ushort tag, ushort value) =>
        new(tag, TiffTag.Short, 1, BitConverter.GetBytes(value), BitConverter.IsLittleEndian);

    /// <summary>A single 32-bit integer.</summary>
    public static TiffField OfLong(ushort tag, uint value) =>
        new(tag, TiffTag.Long, 1, BitConverter.GetBytes(value), BitConverter.IsLittleEndian);

    /// <summary>A single rational, in thousandths.</summary>
    public static TiffField OfFraction(ushort tag, double value) => new(
        tag, TiffTag.Rational, 1,
        [.. BitConverter.GetBytes((uint)Math.Round(value * 1000)), .. BitConverter.GetBytes(1000u)], BitConverter.IsLittleEndian);

    /// <summary>A null-terminated text.</summary>
    public static TiffField OfText(ushort tag, string value)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(value), 0];
        return new TiffField(tag, TiffTag.Ascii, (uint)bytes.Length, bytes, BitConverter.IsLittleEndian);
    }

    /// <summary>The first value as an unsigned integer; null if it is not an integer or exceeds 32 bits.</summary>
    public uint? Number
    {
        get
        {
            foreach (ulong first in Numbers)
                return first <= uint.MaxValue ? (uint)first : null;
            return null;
        }
    }

    /// <summary>All values as unsigned integers; empty for other types.</summary>
    public IEnumerable<ulong> Numbers => Type switch
    {
        TiffTag.Byte => Value.Select(v => (ulong)v),
        TiffTag.Short => Enumerable.Range(0, Value.Length / 2).Select(i => (ulong)(LittleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(Value.AsSpan(2 * i)) : BinaryPrimitives.ReadUInt16BigEndian(Value.AsSpan(2 * i)))),
        TiffTag.Long or 13 => Enumerable.Range(0, Value.Length / 4).Select(i => (ulong)Word(4 * i)),
        16 or 18 => Enumerable.Range(0, Value.Length / 8).Select(i => LittleEndian
            ? BinaryPrimitives.ReadUInt64LittleEndian(Value.AsSpan(8 * i)) : BinaryPrimitives.ReadUInt64BigEndian(Value.AsSpan(8 * i))),
        _ => [],
    };

    /// <summary>The first value as a fraction; null for other types.</summary>
    public double? Fraction => Type == TiffTag.Rational && Value.Length >= 8 && Word(4) != 0 ? (double)Word(0) / Word(4) : null;

    /// <summary>The text up to the first zero; null for other types.</summary>
    public string? Text => Type == TiffTag.Ascii ? Encoding.UTF8.GetString(Value).Split('\0')[0].Trim() : null;

    /// <summary>The value in the given byte order.</summary>
    public byte[] ValueIn(bool littleEndian)
    {
        var value = (byte[])Value.Clone();
        int unit = TiffTag.UnitOf(Type);
        for (int at = 0; littleEndian != LittleEndian && unit > 1 && at + unit <= value.Length; at += unit)
            value.AsSpan(at, unit).Reverse();
        return value;
    }

    private uint Word(int at) =>
        LittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(Value.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(Value.AsSpan(at));
}
