using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Hush.Imaging.Files.Png;

/// <summary>Reads chunks: length, type, data, checksum. Unread data is skipped, but still included in the checksum.</summary>
internal sealed class PngChunkReader(ImageSource source)
{
    private readonly byte[] _skipped = new byte[4096];
    private readonly Crc32 _crc = new();

    /// <summary>The four letters. An uppercase first letter marks a critical chunk, without which the image cannot be shown.</summary>
    public string Type { get; private set; } = "";

    /// <summary>Unread bytes of the chunk's data.</summary>
    public int Left { get; private set; }

    public bool IsCritical => char.IsAsciiLetterUpper(Type[0]);

    /// <summary>Set once all pixels are read: from then on a missing IEND is not an error.</summary>
    public bool MayEnd { get; set; }

    /// <summary>True if the file ended without a valid IEND.</summary>
    public bool HasNoEnd { get; private set; }

    /// <summary>Moves to the next chunk; the current one must be finished.</summary>
    public void Next()
    {
        Span<byte> start = stackalloc byte[8];
        if (MayEnd && !HasChunk())
        {
            (Type, Left, HasNoEnd) = (PngReader.End, 0, true);
            return;
        }

        source.Read(start, "a chunk's length and type");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(start);
        Type = Encoding.Latin1.GetString(start[4..]);
        foreach (char c in Type)
        {
            if (!char.IsAsciiLetter(c))
            {
                throw source.Error(
                    "a chunk type of four letters", $"the bytes {Convert.ToHexString(start[4..])}", PngReader.CopyAgain);
            }
        }

        source.Need(length + 4L, $"the chunk {Type}");
        if (length > int.MaxValue)
            throw source.Error($"at most {int.MaxValue} bytes in a chunk", $"{length} in {Type}", PngReader.CopyAgain);
        Left = (int)length;
        _crc.Reset();
        _crc.Append(start[4..]);
    }

    /// <summary>Reads as much of the chunk's data as fits.</summary>
    public int Read(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, Left);
        source.Read(buffer[..count], $"the chunk {Type}");
        _crc.Append(buffer[..count]);
        Left -= count;
        return count;
    }

    /// <summary>Reads all data of a critical chunk and finishes it.</summary>
    /// <exception cref="ImageFormatException">The size is out of range, or the checksum is wrong.</exception>
    public byte[] ReadAll(int min, int max)
    {
        if (Left < min || Left > max)
        {
            string expected = min == max ? $"{min}" : $"{min} to {max}";
            throw source.Error($"{expected} bytes in {Type}", $"{Left}", PngReader.CopyAgain);
        }

        return ReadAll()!;
    }

    /// <summary>Reads all data of the chunk and finishes it; null if the checksum is wrong and the chunk is not critical.</summary>
    public byte[]? ReadAll()
    {
        var data = new byte[Left];
        Read(data);
        return Finish() ? data : null;
    }

    /// <summary>Skips the rest of the data and verifies the checksum.</summary>
    /// <returns>False if the checksum is wrong and the chunk is not critical.</returns>
    /// <exception cref="ImageFormatException">The checksum is wrong and the chunk is critical.</exception>
    public bool Finish()
    {
        if (HasNoEnd)
            return true;
        while (Left > 0)
            Read(_skipped);
        Span<byte> stored = stackalloc byte[4];
        source.Read(stored, $"the checksum of {Type}");
        uint found = BinaryPrimitives.ReadUInt32BigEndian(stored), computed = _crc.GetCurrentHashAsUInt32();
        if (found == computed)
            return true;
        if (Type == PngReader.End)
            HasNoEnd = true;
        else if (IsCritical)
            throw source.Error($"the checksum {computed:X8} after {Type}", $"{found:X8}", PngReader.CopyAgain);
        return false;
    }

    /// <summary>Whether the next bytes look like a chunk, by its length and type.</summary>
    private bool HasChunk()
    {
        ReadOnlySpan<byte> start = source.Peek(8);
        if (start.Length < 8 || BinaryPrimitives.ReadUInt32BigEndian(start) + 12L > source.Remaining)
            return false;
        foreach (byte b in start[4..])
        {
            if (!char.IsAsciiLetter((char)b))
                return false;
        }

        return true;
    }
}
