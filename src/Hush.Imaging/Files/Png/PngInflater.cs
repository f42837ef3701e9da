using System.IO.Compression;

namespace Hush.Imaging.Files.Png;

/// <summary>Decompresses metadata within the limit for all metadata, so that a few bytes cannot become gigabytes.</summary>
internal sealed class PngInflater(ImageSource source)
{
    private long _left = source.Limits.MaxMetadata;

    /// <summary>Counts bytes that are about to be read against the limit.</summary>
    /// <exception cref="ImageFormatException">The limit is exceeded.</exception>
    public void Spend(long bytes, string what)
    {
        _left -= bytes;
        if (_left < 0)
            throw source.TooMuchMetadata($"the chunk {what}");
    }

    public bool Fits(long bytes) => bytes <= _left;

    /// <summary>Decompresses zlib data; null if it is damaged.</summary>
    /// <exception cref="ImageFormatException">The limit is exceeded.</exception>
    public byte[]? Inflate(ReadOnlyMemory<byte> data, string what)
    {
        using var result = new MemoryStream();
        var buffer = new byte[1 << 13];
        try
        {
            using var inflater = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
            for (int read = inflater.Read(buffer); read > 0; read = inflater.Read(buffer))
            {
                Spend(read, what);
                result.Write(buffer, 0, read);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }

        return result.ToArray();
    }
}
