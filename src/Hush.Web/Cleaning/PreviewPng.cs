using System.Buffers.Binary;
using System.IO.Compression;
using Hush.Imaging.Files.Png;

namespace Hush.Web.Cleaning;

/// <summary>
/// Writes an image as a PNG that browsers show like the original: 8 bits, upright, with its color profile. It is not compressed: it only
/// travels within the machine, and compressing a photo takes longer than denoising a part of it.
/// </summary>
internal static class PreviewPng
{
    public static void Write(Image image, Stream output)
    {
        int channels = image.Channels + (image.HasAlpha ? 1 : 0);
        ChannelOrder order = channels switch
        {
            1 => ChannelOrder.Gray,
            2 => ChannelOrder.GrayAlpha,
            3 => ChannelOrder.Rgb,
            _ => ChannelOrder.Rgba,
        };
        var samples = new byte[(long)image.Width * image.Height * channels];
        image.CopyTo(samples, new PixelLayout(image.Width, image.Height, order));
        int orientation = image.Metadata.Orientation;
        bool isTurned = orientation is >= 5 and <= 8;
        int width = isTurned ? image.Height : image.Width, height = isTurned ? image.Width : image.Height;

        output.Write(PngCodec.Signature);
        using var chunks = new PngChunkWriter(output);
        var header = new byte[PngHeader.Length];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = (byte)((image.Channels == 3 ? PngColor.Rgb : PngColor.Gray) + (image.HasAlpha ? 4 : 0));
        chunks.WriteChunk("IHDR", header);
        if (!image.Metadata.Icc.IsEmpty)
            chunks.WriteChunk("iCCP", [.. "ICC profile"u8, 0, 0, .. PngText.Deflate(image.Metadata.Icc.Span)]);
        using (var stored = new ZLibStream(chunks, CompressionLevel.NoCompression, leaveOpen: true))
        {
            var row = new byte[1 + (width * channels)];         // the first byte selects no filter
            for (int y = 0; y < height; y++)
            {
                CopyRow(samples, image, orientation, channels, y, row.AsSpan(1));
                stored.Write(row);
            }
        }

        chunks.EndData();
        chunks.WriteChunk("IEND", []);
    }

    /// <summary>Copies a row of the upright image.</summary>
    private static void CopyRow(byte[] samples, Image image, int orientation, int channels, int y, Span<byte> row)
    {
        int stride = image.Width * channels;
        if (orientation is not (>= 2 and <= 8))
        {
            samples.AsSpan(y * stride, stride).CopyTo(row);
            return;
        }

        int width = row.Length / channels;
        for (int x = 0; x < width; x++)
        {
            (int column, int line) = orientation >= 5 ? (y, x) : (x, y);
            if (orientation is 2 or 3 or 7 or 8)
                column = image.Width - 1 - column;
            if (orientation is 3 or 4 or 6 or 7)
                line = image.Height - 1 - line;
            samples.AsSpan((line * stride) + (column * channels), channels).CopyTo(row[(x * channels)..]);
        }
    }
}
