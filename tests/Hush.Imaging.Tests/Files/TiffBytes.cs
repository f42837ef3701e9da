using System.Buffers.Binary;
using System.Text;

namespace Hush.Imaging.Tests.Files;

/// <summary>
/// An independent, naive writer of TIFF structures: classic or BigTIFF, either byte order, nested directories. All offsets include a
/// gap after the header that is not written.
/// </summary>
internal sealed class TiffBytes(bool little = true, bool big = false, long gap = 0)
{
    private readonly List<byte> _bytes = big
        ? [.. little ? "II+\0\u0008\0\0\0"u8 : "MM\0+\0\u0008\0\0"u8, .. new byte[8]]
        : [.. little ? "II*\0"u8 : "MM\0*"u8, .. new byte[4]];

    /// <summary>A field: tag, type, number of values, and the bytes of the values.</summary>
    public readonly record struct Field(ushort Tag, ushort Type, int Count, byte[] Value);

    public int Length => _bytes.Count;

    public Field Short(ushort tag, params int[] values) => new(tag, 3, values.Length, [.. values.SelectMany(v => Number(v, 2))]);

    public Field Long(ushort tag, params long[] values) => new(tag, 4, values.Length, [.. values.SelectMany(v => Number(v, 4))]);

    public Field Double(ushort tag, params double[] values) =>
        new(tag, 12, values.Length, [.. values.SelectMany(v => Number(BitConverter.DoubleToInt64Bits(v), 8))]);

    public static Field Ascii(ushort tag, string text) => new(tag, 2, text.Length + 1, [.. Encoding.ASCII.GetBytes(text), 0]);

    public static Field Bytes(ushort tag, params byte[] value) => new(tag, 7, value.Length, value);

    /// <summary>Appends bytes and returns their offset.</summary>
    public long Add(params byte[] bytes)
    {
        long at = gap + _bytes.Count;
        _bytes.AddRange(bytes);
        return at;
    }

    /// <summary>Appends the values of a directory and the directory, and returns its offset.</summary>
    public long Directory(Field[] fields, long next = 0)
    {
        int inline = big ? 8 : 4, offsetLength = big ? 8 : 4;
        var entries = new List<byte>();
        foreach (Field field in fields.OrderBy(f => f.Tag))
        {
            byte[] value = field.Value.Length > inline
                ? Number(Add(field.Value), offsetLength) : [.. field.Value, .. new byte[inline - field.Value.Length]];
            entries.AddRange([.. Number(field.Tag, 2), .. Number(field.Type, 2), .. Number(field.Count, offsetLength), .. value]);
        }

        return Add([.. Number(fields.Length, big ? 8 : 2), .. entries, .. Number(next, offsetLength)]);
    }

    /// <summary>The bytes of a classic directory whose entries contain the given offsets. Not appended.</summary>
    public byte[] Raw(int count, Func<int, (int Tag, int Type, int Count, long Offset)> entry, long next)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Number(count, 2));
        for (int i = 0; i < count; i++)
        {
            var (tag, type, values, offset) = entry(i);
            foreach (byte[] number in new[] { Number(tag, 2), Number(type, 2), Number(values, 4), Number(offset, 4) })
                bytes.Write(number);
        }

        bytes.Write(Number(next, 4));
        return bytes.ToArray();
    }

    /// <summary>The file, with a given first directory.</summary>
    public byte[] File(long first)
    {
        byte[] result = [.. _bytes];
        Number(first, big ? 8 : 4).CopyTo(result, big ? 8 : 4);
        return result;
    }

    private byte[] Number(long value, int length)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        byte[] number = bytes[..length];
        return little ? number : [.. number.Reverse()];
    }
}
