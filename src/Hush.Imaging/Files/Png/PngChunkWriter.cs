using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Hush.Imaging.Files.Png;

/// <summary>A stream that splits its data into IDAT chunks. Other chunks can be written before and after them.</summary>
internal sealed class PngChunkWriter(Stream output) : Stream
{
    private readonly byte[] _data = new byte[1 << 16];
    private readonly Crc32 _crc = new();
    private int _count;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Writes length, type, data and checksum.</summary>
    public void WriteChunk(string type, ReadOnlySpan<byte> data)
    {
        Span<byte> start = stackalloc byte[8], crc = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(start, data.Length);
        Encoding.ASCII.GetBytes(type, start[4..]);
        _crc.Append(start[4..]);
        _crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(crc, _crc.GetCurrentHashAsUInt32());
        _crc.Reset();
        output.Write(start);
        output.Write(data);
        output.Write(crc);
    }

    /// <summary>Writes the buffered bytes as a chunk, if there are any.</summary>
    public void EndData()
    {
        if (_count > 0)
            WriteChunk("IDAT", _data.AsSpan(0, _count));
        _count = 0;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = Math.Min(buffer.Length, _data.Length - _count);
            buffer[..count].CopyTo(_data.AsSpan(_count));
            _count += count;
            buffer = buffer[count..];
            if (_count == _data.Length)
                EndData();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
