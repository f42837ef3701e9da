using System.Buffers.Binary;
using System.Text;

namespace Hush.Imaging.Files.Png;

/// <summary>Writes metadata as chunks: before the pixels, except for chunks that were read after them.</summary>
internal static class PngMetadataWriter
{
    /// <summary>Writes the chunks before the pixels.</summary>
    public static void Write(Image image, int bitDepth, PngChunkWriter chunks)
    {
        ImageMetadata metadata = image.Metadata;
        WriteKept(image, bitDepth, chunks, afterPixels: false);
        if (!metadata.Icc.IsEmpty)
            chunks.WriteChunk("iCCP", [.. "ICC profile"u8, 0, 0, .. PngText.Deflate(metadata.Icc.Span)]);
        if (metadata.Resolution is { IsSound: true } resolution)
            chunks.WriteChunk("pHYs", Density(resolution));
        ReadOnlyMemory<byte> exif = ExifBlock.ForPng(metadata);
        if (!exif.IsEmpty)
            chunks.WriteChunk("eXIf", exif.Span);
        foreach (TextEntry entry in Texts(metadata))
        {
            (string type, byte[] data) = PngText.Format(entry);
            chunks.WriteChunk(type, data);
        }
    }

    /// <summary>Writes the chunks without an equivalent in other formats.</summary>
    public static void WriteKept(Image image, int bitDepth, PngChunkWriter chunks, bool afterPixels)
    {
        foreach (PngChunk chunk in image.Metadata.PngChunks)
        {
            if (chunk.AfterPixels == afterPixels && chunk.Fits(image.Channels, image.HasAlpha, bitDepth))
                chunks.WriteChunk(chunk.Type, chunk.Data);
        }
    }

    /// <summary>The text chunks to write: the current software tag, the other texts, and XMP.</summary>
    private static IEnumerable<TextEntry> Texts(ImageMetadata metadata)
    {
        if (metadata.Software is { } software)
            yield return new TextEntry(TextEntry.SoftwareKeyword, software);
        foreach (TextEntry entry in metadata.Texts)
        {
            if (entry.Keyword != TextEntry.SoftwareKeyword)
                yield return entry;
        }

        if (!metadata.Xmp.IsEmpty)
            yield return new TextEntry(TextEntry.XmpKeyword, Encoding.UTF8.GetString(metadata.Xmp.Span));
    }

    private static byte[] Density(Resolution resolution)
    {
        var data = new byte[9];
        BinaryPrimitives.WriteUInt32BigEndian(data, (uint)Math.Max(1, Math.Round(resolution.X)));
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), (uint)Math.Max(1, Math.Round(resolution.Y)));
        data[8] = (byte)(resolution.IsAspectOnly ? 0 : 1);
        return data;
    }
}
