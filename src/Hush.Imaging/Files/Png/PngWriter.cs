using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Hush.Imaging.Files.Png;

/// <summary>Writes gray and RGB with optional alpha, 8 or 16 bits, not interlaced, with all metadata.</summary>
internal static class PngWriter
{
    public static void Write(Image image, Stream output)
    {
        output.Write(PngCodec.Signature);
        using var chunks = new PngChunkWriter(output);
        int bitDepth = FormatTraits.Of(ImageFormat.Png).DepthFor(image.BitDepth);
        chunks.WriteChunk("IHDR", Header(image, bitDepth));
        PngMetadataWriter.Write(image, bitDepth, chunks);
        using (var deflater = new ZLibStream(chunks, CompressionLevel.Optimal, leaveOpen: true))
            WriteRows(image, bitDepth, deflater);
        chunks.EndData();
        PngMetadataWriter.WriteKept(image, bitDepth, chunks, afterPixels: true);
        chunks.WriteChunk(PngReader.End, []);
    }

    private static byte[] Header(Image image, int bitDepth)
    {
        var header = new byte[PngHeader.Length];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = (byte)bitDepth;
        header[9] = (byte)((image.Channels == 3 ? PngColor.Rgb : PngColor.Gray) + (image.HasAlpha ? 4 : 0));
        return header;
    }

    private static void WriteRows(Image image, int bitDepth, Stream deflater)
    {
        var rows = new ImageRows(image, bitDepth);
        byte[] row = new byte[rows.RowBytes], above = new byte[rows.RowBytes];
        byte[] best = new byte[1 + rows.RowBytes], next = new byte[1 + rows.RowBytes];
        for (int y = 0; y < image.Height; y++)
        {
            rows.Copy(y, row);
            long bestCost = long.MaxValue;
            for (int filter = 0; filter < PngFilter.Count; filter++)
            {
                next[0] = (byte)filter;
                PngFilter.Apply(filter, row, above, rows.PixelBytes, next.AsSpan(1));
                long cost = Cost(next.AsSpan(1));
                if (cost < bestCost)
                    (best, next, bestCost) = (next, best, cost);
            }

            deflater.Write(best);
            (row, above) = (above, row);
        }
    }

    /// <summary>The sum of absolute values, with bytes as -128 to 127: the usual heuristic for what compresses well.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    private static long Cost(ReadOnlySpan<byte> residual)
    {
        long sum = 0;
        foreach (byte b in residual)
            sum += Math.Abs((int)(sbyte)b);
        return sum;
    }
}
