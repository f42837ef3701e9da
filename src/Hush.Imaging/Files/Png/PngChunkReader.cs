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

    /// <summary>Goes to the next chunk; the one before must be finished.</summary>
    public void Next()
    {
        Span<byte> start = stackalloc byte[8];
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

    /// <summary>All data of the chunk, which is then finished.</summary>
    /// <exception cref="ImageFormatException">There are fewer bytes, or more.</exception>
    public byte[] ReadAll(int least, int most)
    {
        if (Left < least || Left > most)
        {
            string expected = least == most ? $"{least}" : $"{least} to {most}";
            throw source.Error($"{expected} bytes in {Type}", $"{Left}", PngReader.CopyAgain);
        }

        var data = new byte[Left];
        Read(data);
        Finish();
        return data;
    }

    /// <summary>Skips what is left and compares the check sum.</summary>
    public void Finish()
    {
        while (Left > 0)
            Read(_skipped);
        Span<byte> stored = stackalloc byte[4];
        source.Read(stored, $"the check sum of {Type}");
        uint found = BinaryPrimitives.ReadUInt32BigEndian(stored);
        if (found != _crc)
            throw source.Error($"the check sum {_crc:X8} after {Type}", $"{found:X8}", PngReader.CopyAgain);
    }
}
