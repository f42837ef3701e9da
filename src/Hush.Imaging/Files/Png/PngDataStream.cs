namespace Hush.Imaging.Files.Png;

/// <summary>The data of consecutive IDAT chunks as one stream. At its end, the reader is at the next chunk.</summary>
internal sealed class PngDataStream(PngChunkReader chunks) : Stream
{
    private bool _ended;

    /// <summary>The last four bytes read, as a big-endian integer: at the end, zlib's checksum.</summary>
    public uint Tail { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && chunks.Left == 0)
        {
            chunks.Finish();
            chunks.Next();
            _ended = chunks.Type != "IDAT";
        }

        int count = _ended ? 0 : chunks.Read(buffer);
        foreach (byte b in buffer[Math.Max(0, count - sizeof(uint))..count])
            Tail = (Tail << 8) | b;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Skips data that the decompressor did not use, so that all checksums are verified.</summary>
    public void Drain()
    {
        Span<byte> rest = stackalloc byte[256];
        while (Read(rest) > 0)
        {
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
