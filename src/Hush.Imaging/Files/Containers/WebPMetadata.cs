using System.Buffers.Binary;

namespace Hush.Imaging.Files.Containers;

/// <summary>Inserts EXIF, XMP and the color profile into a WebP file as chunks, byte for byte.</summary>
/// <remarks>https://developers.google.com/speed/webp/docs/riff_container</remarks>
internal static class WebPMetadata
{
    private const byte HasProfile = 0x20, HasAlpha = 0x10, HasExif = 0x08, HasXmp = 0x04;
    private const int FileStart = 12, ChunkStart = 8, ExtendedLength = 10, FrameHeader = 16;

    /// <summary>
    /// Replaces the metadata of a WebP file with <paramref name="exif"/>, which starts with the TIFF header, and the color profile and
    /// XMP of <paramref name="metadata"/>.
    /// </summary>
    public static byte[] Insert(byte[] file, ImageMetadata metadata, ReadOnlyMemory<byte> exif, int width, int height, bool alpha)
    {
        using var result = new MemoryStream();
        result.Write(file.AsSpan(0, FileStart));
        Write(result, "VP8X"u8, Extended(metadata, exif, width, height, alpha));
        Write(result, "ICCP"u8, metadata.Icc.Span);
        CopyPixels(file, result);
        Write(result, "EXIF"u8, exif.Span);
        Write(result, "XMP "u8, metadata.Xmp.Span);
        byte[] bytes = result.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)bytes.Length - ChunkStart);
        return bytes;
    }

    /// <summary>Whether the image, or the first frame of an animation, has lossless compression (chunk VP8L).</summary>
    public static bool IsLossless(ReadOnlySpan<byte> file)
    {
        for (int at = FileStart; at + ChunkStart <= file.Length;)
        {
            ReadOnlySpan<byte> chunk = file[at..];
            if (chunk.StartsWith("VP8L"u8) || chunk.StartsWith("VP8 "u8))
                return chunk[3] == 'L';
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            long next = chunk.StartsWith("ANMF"u8) ? FrameHeader : (long)length + (length % 2);
            at = (int)Math.Min(file.Length, at + ChunkStart + next);
        }

        return false;
    }

    /// <summary>Copies all chunks except those that are rewritten: libvips adds EXIF of its own.</summary>
    private static void CopyPixels(ReadOnlySpan<byte> file, MemoryStream output)
    {
        for (int at = FileStart; at + ChunkStart <= file.Length;)
        {
            ReadOnlySpan<byte> rest = file[at..];
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            int whole = (int)Math.Min(rest.Length, ChunkStart + (long)length + (length % 2));
            if (!(rest.StartsWith("VP8X"u8) || rest.StartsWith("EXIF"u8) || rest.StartsWith("XMP "u8) || rest.StartsWith("ICCP"u8)))
                output.Write(rest[..whole]);
            at += whole;
        }
    }

    private static byte[] Extended(ImageMetadata metadata, ReadOnlyMemory<byte> exif, int width, int height, bool alpha)
    {
        var data = new byte[ExtendedLength];
        data[0] = (byte)((metadata.Icc.IsEmpty ? 0 : HasProfile) | (alpha ? HasAlpha : 0) | (exif.IsEmpty ? 0 : HasExif)
            | (metadata.Xmp.IsEmpty ? 0 : HasXmp));
        for (int i = 0; i < 3; i++)
        {
            data[4 + i] = (byte)((width - 1) >> (8 * i));
            data[7 + i] = (byte)((height - 1) >> (8 * i));
        }

        return data;
    }

    /// <summary>Writes name, length, data and padding to an even length; writes nothing if there is no data.</summary>
    private static void Write(MemoryStream output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        output.Write(name);
        output.Write(length);
        output.Write(data);
        if (data.Length % 2 != 0)
            output.WriteByte(0);
    }
}
