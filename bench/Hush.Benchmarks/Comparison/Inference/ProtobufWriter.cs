using System.Text;

namespace Hush.Benchmarks.Comparison.Inference;

/// <summary>A protocol buffers message as it lies on the wire: fields one behind the other, each a key and a value.</summary>
/// <remarks>https://protobuf.dev/programming-guides/encoding</remarks>
internal sealed class ProtobufWriter
{
    private const int Varint = 0, Delimited = 2, Fixed32 = 5;

    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public ProtobufWriter Number(int field, long value)
    {
        Key(field, Varint);
        return WriteVarint((ulong)value);
    }

    public ProtobufWriter Float(int field, float value)
    {
        Key(field, Fixed32);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Key(field, Delimited);
        WriteVarint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    /// <summary>A field that is a message itself.</summary>
    public ProtobufWriter Message(int field, Action<ProtobufWriter> write)
    {
        var message = new ProtobufWriter();
        write(message);
        return Bytes(field, message.ToArray());
    }

    private void Key(int field, int wireType) => WriteVarint(((ulong)field << 3) | (uint)wireType);

    /// <summary>Seven bits a byte, the lowest first; the eighth says that more follow.</summary>
    private ProtobufWriter WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
        return this;
    }
}
