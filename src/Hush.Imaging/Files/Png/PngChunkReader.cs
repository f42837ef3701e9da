using System.Buffers.Binary;
using System.Text;

namespace Hush.Imaging.Files.Png;

/// <summary>Walks over chunks: length, type, data, check sum. What is not read of one is skipped, but still checked.</summary>
internal sealed class PngChunkReader(ImageSource source)
{
    private readonly byte[] _skipped = new byte[4096];
    private uint _crc;

    /// <summary>Four letters; a capital first letter means that the image cannot be shown without this chunk.</summary>
    public string Type { get; private set; } = "";

    /// <summary>Bytes of the chunk's data not read yet.</summary>
    public int Left { get; private set; }

    public bool IsCritical => char.IsAsciiLetterUpper(Type[0]);

    /// <summary>True from the moment on when all pixels were read: a file that ends without IEND then ends all the same.</summary>
    public bool MayEnd { get; set; }

    /// <summary>True if the file ended without a sound IEND.</summary>
    public bool HasNoEnd { get; private set; }

    /// <summary>Goes to the next chunk; the one before must be finished.</summary>
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
                    "a chunk's type of four letters", $"the bytes {Convert.ToHexString(start[4..])}", PngReader.CopyAgain);
            }
        }

        source.Need(length + 4L, $"the chunk {Type}");
        if (length > int.MaxValue)
            throw source.Error($"at most {int.MaxValue} bytes in a chunk", $"{length} in {Type}", PngReader.CopyAgain);
        Left = (int)length;
        _crc = Crc32.Append(Crc32.Empty, start[4..]);
    }

    /// <summary>As much of the chunk's data as there is and fits.</summary>
    public int Read(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, Left);
        source.Read(buffer[..count], $"the chunk {Type}");
        _crc = Crc32.Append(_crc, buffer[..count]);
        Left -= count;
        return count;
    }

    /// <summary>All data of a chunk that the image needs, which is then finished.</summary>
    /// <exception cref="ImageFormatException">There are fewer bytes, or more, or the checksum is wrong.</exception>
    public byte[] ReadAll(int least, int most)
    {
        if (Left < least || Left > most)
        {
            string expected = least == most ? $"{least}" : $"{least} to {most}";
            throw source.Error($"{expected} bytes in {Type}", $"{Left}", PngReader.CopyAgain);
        }

        return ReadAll()!;
    }

    /// <summary>All data of the chunk, which is then finished; null if its checksum is wrong and the image does not need it.</summary>
    public byte[]? ReadAll()
    {
        var data = new byte[Left];
        Read(data);
        return Finish() ? data : null;
    }

    /// <summary>Skips what is left and compares the checksum.</summary>
    /// <returns>False if the checksum is wrong and the image can be shown without this chunk.</returns>
    /// <exception cref="ImageFormatException">The checksum is wrong and the image needs the chunk.</exception>
    public bool Finish()
    {
        if (HasNoEnd)
            return true;
        while (Left > 0)
            Read(_skipped);
        Span<byte> stored = stackalloc byte[4];
        source.Read(stored, $"the checksum of {Type}");
        uint found = BinaryPrimitives.ReadUInt32BigEndian(stored);
        if (found == _crc)
            return true;
        if (Type == PngReader.End)
            HasNoEnd = true;
        else if (IsCritical)
            throw source.Error($"the checksum {_crc:X8} after {Type}", $"{found:X8}", PngReader.CopyAgain);
        return false;
    }

    /// <summary>Whether a chunk follows, by its length and the letters of its type.</summary>
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
