using System.Buffers.Binary;
using System.Text;

namespace Hush.Testing;

/// <summary>A histogram of an event file.</summary>
public sealed record EventHistogram(
    double Min, double Max, double Count, double Sum, double SumOfSquares, double[] Limits, double[] Counts);

/// <summary>An image of an event file.</summary>
public sealed record EventImage(int Height, int Width, int Channels, byte[] Png);

/// <summary>A value of an event: a number, an image or a histogram.</summary>
public sealed record EventValue(string Tag, float? Scalar, EventImage? Image, EventHistogram? Histogram);

/// <summary>An event: the version of the file, or the values of a step.</summary>
public sealed record EventEntry(double WallTime, long Step, string? Version, IReadOnlyList<EventValue> Values);

/// <summary>
/// Reads event files of TensorBoard from the specifications alone: TFRecord framing, CRC-32C bit by bit (RFC 3720), the wire format of
/// Protocol Buffers, and the field numbers of TensorFlow's event.proto and summary.proto. Shares no code with the writer.
/// </summary>
public static class EventReader
{
    /// <summary>Reads all events.</summary>
    /// <exception cref="InvalidDataException">A checksum does not match, or the file ends within a record.</exception>
    public static IReadOnlyList<EventEntry> Read(string path)
    {
        var events = new List<EventEntry>();
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        while (!rest.IsEmpty)
        {
            Require(rest.Length >= 12 && Checksum(rest[..8]) == BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]), "length");
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(rest));
            Require(rest.Length >= 16 + length, "end");
            ReadOnlySpan<byte> content = rest.Slice(12, length);
            Require(Checksum(content) == BinaryPrimitives.ReadUInt32LittleEndian(rest[(12 + length)..]), "content");
            events.Add(Event(content));
            rest = rest[(16 + length)..];
        }

        return events;
    }

    private static EventEntry Event(ReadOnlySpan<byte> message)
    {
        var (time, step, version, values) = (0.0, 0L, (string?)null, new List<EventValue>());
        foreach (Field field in Fields(message))
        {
            switch (field.Number)
            {
                case 1: time = field.Double; break;
                case 2: step = (long)field.Bits; break;
                case 3: version = field.Text; break;
                case 5: values.AddRange(Fields(field.Bytes).Where(f => f.Number == 1).Select(f => Value(f.Bytes))); break;
                default: throw new InvalidDataException($"Event field {field.Number}");
            }
        }

        return new EventEntry(time, step, version, values);
    }

    private static EventValue Value(byte[] message)
    {
        List<Field> fields = Fields(message);
        return new EventValue(
            fields.Single(f => f.Number == 1).Text,
            fields.Where(f => f.Number == 2).Select(f => (float?)BitConverter.UInt32BitsToSingle((uint)f.Bits)).SingleOrDefault(),
            fields.Where(f => f.Number == 4).Select(f => Image(Fields(f.Bytes))).SingleOrDefault(),
            fields.Where(f => f.Number == 5).Select(f => Histogram(Fields(f.Bytes))).SingleOrDefault());
    }

    private static EventImage Image(List<Field> fields) =>
        new((int)Bits(fields, 1), (int)Bits(fields, 2), (int)Bits(fields, 3), fields.Single(f => f.Number == 4).Bytes);

    private static EventHistogram Histogram(List<Field> fields) => new(
        Number(fields, 1), Number(fields, 2), Number(fields, 3), Number(fields, 4), Number(fields, 5),
        Packed(fields, 6), Packed(fields, 7));

    private static ulong Bits(List<Field> fields, int number) => fields.Single(f => f.Number == number).Bits;

    // proto3 omits numbers that are 0.
    private static double Number(List<Field> fields, int number) =>
        fields.Where(f => f.Number == number).Select(f => f.Double).SingleOrDefault();

    private static double[] Packed(List<Field> fields, int number)
    {
        byte[] bytes = fields.Single(f => f.Number == number).Bytes;
        return [.. Enumerable.Range(0, bytes.Length / 8).Select(i => BitConverter.ToDouble(bytes, 8 * i))];
    }

    /// <summary>The fields of a message. Wire types: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes.</summary>
    private static List<Field> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<Field>();
        int at = 0;
        while (at < message.Length)
        {
            ulong key = Varint(message, ref at);
            int number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    fields.Add(new Field(number, Varint(message, ref at), []));
                    break;
                case 1:
                    fields.Add(new Field(number, BinaryPrimitives.ReadUInt64LittleEndian(message[at..]), []));
                    at += 8;
                    break;
                case 2:
                    int length = checked((int)Varint(message, ref at));
                    fields.Add(new Field(number, 0, message.Slice(at, length).ToArray()));
                    at += length;
                    break;
                case 5:
                    fields.Add(new Field(number, BinaryPrimitives.ReadUInt32LittleEndian(message[at..]), []));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {key & 7}");
            }
        }

        return fields;
    }

    private static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint crc = 0xffffffff;
        foreach (byte next in data)
        {
            crc ^= next;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82f63b78 : crc >> 1;
        }

        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }

    private static void Require(bool met, string what)
    {
        if (!met)
            throw new InvalidDataException($"A record is damaged: {what}.");
    }

    private sealed record Field(int Number, ulong Bits, byte[] Bytes)
    {
        public double Double => BitConverter.UInt64BitsToDouble(Bits);

        public string Text => Encoding.UTF8.GetString(Bytes);
    }
}
