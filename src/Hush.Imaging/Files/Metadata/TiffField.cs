using System.Buffers.Binary;
using System.Text;

namespace Hush.Imaging.Files;

/// <summary>A field of a TIFF directory.</summary>
/// <param name="Tag">What it is.</param>
/// <param name="Type">Of its values, see <see cref="TiffTag.SizeOf"/>.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Value">Count x size bytes, low byte first if <paramref name="LittleEndian"/>.</param>
/// <param name="LittleEndian">The byte order of the value.</param>
internal sealed record TiffField(ushort Tag, ushort Type, uint Count, byte[] Value, bool LittleEndian)
{
    /// <summary>One whole number of 16 bits.</summary>
    public static TiffField OfShort(ushort tag, ushort value) => new(tag, TiffTag.Short, 1, BitConverter.GetBytes(value), BitConverter.IsLittleEndian);

    /// <summary>One whole number of 32 bits.</summary>
    public static TiffField OfLong(ushort tag, uint value) => new(tag, TiffTag.Long, 1, BitConverter.GetBytes(value), BitConverter.IsLittleEndian);

    /// <summary>One fraction, in thousandths.</summary>
    public static TiffField OfFraction(ushort tag, double value) => new(
        tag, TiffTag.Rational, 1,
        [.. BitConverter.GetBytes((uint)Math.Round(value * 1000)), .. BitConverter.GetBytes(1000u)], BitConverter.IsLittleEndian);

    /// <summary>A text, ended by a zero.</summary>
    public static TiffField OfText(ushort tag, string value)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(value), 0];
        return new TiffField(tag, TiffTag.Ascii, (uint)bytes.Length, bytes, BitConverter.IsLittleEndian);
    }

    /// <summary>The first value as a whole number of 16 or 32 bits; null if it is none.</summary>
    public uint? Number => Type switch
    {
        TiffTag.Short when Value.Length >= 2 =>
            LittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(Value) : BinaryPrimitives.ReadUInt16BigEndian(Value),
        TiffTag.Long or 13 when Value.Length >= 4 => Word(0),
        16 or 18 when Value.Length >= 8 && Offsets is [<= uint.MaxValue and var first, ..] => (uint)first,
        _ => null,
    };

    /// <summary>All values as offsets in the file; none if they are no whole numbers of 32 or 64 bits.</summary>
    public IReadOnlyList<ulong> Offsets => Type switch
    {
        TiffTag.Long or 13 => [.. Enumerable.Range(0, Value.Length / 4).Select(i => (ulong)Word(4 * i))],
        16 or 18 => [.. Enumerable.Range(0, Value.Length / 8).Select(i => LittleEndian
            ? BinaryPrimitives.ReadUInt64LittleEndian(Value.AsSpan(8 * i)) : BinaryPrimitives.ReadUInt64BigEndian(Value.AsSpan(8 * i)))],
        _ => [],
    };

    /// <summary>The first value as a fraction; null if it is none.</summary>
    public double? Fraction => Type == TiffTag.Rational && Value.Length >= 8 && Word(4) != 0 ? (double)Word(0) / Word(4) : null;

    /// <summary>The text up to the first zero; null if it is none.</summary>
    public string? Text => Type == TiffTag.Ascii ? Encoding.UTF8.GetString(Value).Split('\0')[0].Trim() : null;

    /// <summary>The value in the byte order asked for.</summary>
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
