using System.IO.Compression;
using Hush.Numerics;

namespace Hush.Imaging.Files.Png;

/// <summary>Reads one PNG image, row by row: chunks, inflate, filters, samples.</summary>
internal sealed class PngReader
{
    public const string CopyAgain = "The file is damaged: copy or download it again.";

    private const int LargestExpansion = 1032;      // deflate: at best 258 bytes from two bits

    private readonly ImageSource _source;
    private readonly PngChunkReader _chunks;
    private readonly PngMetadataReader _metadata;

    public PngReader(ImageSource source)
    {
        _source = source;
        _chunks = new PngChunkReader(source);
        _metadata = new PngMetadataReader(source, _chunks);
    }

    public Image Read()
    {
        CheckSignature();
        PngHeader header = ReadHeader();
        PngSamples samples = ReadUpToData(header);
        long least = header.DataBytes() / LargestExpansion;
        if (least > _source.Remaining)
        {
            string expected = $"at least {least} bytes for {header.Width}x{header.Height} pixels";
            throw _source.Error(expected, $"{_source.Remaining}", CopyAgain);
        }

        var shape = new Shape(1, header.Height, header.Width, header.Channels);
        using var builder = new ImageBuilder(shape, samples.HasAlpha, samples.BitDepth, (1 << samples.BitDepth) - 1);
        ReadData(header, samples, builder);
        ReadUpToEnd();
        return builder.Finish(_metadata.Finish(), [.. Promotion(header), .. _metadata.Notes]);
    }

    private static string[] Promotion(in PngHeader header) => header switch
    {
        { Colour: PngColour.Palette } => ["Its palette is promoted to 8-bit colours."],
        { BitDepth: < 8 } => [$"Its {(header.BitDepth == 1 ? "single bit is" : $"{header.BitDepth} bits a sample are")} promoted to 8."],
        _ => [],
    };

    private void CheckSignature()
    {
        var signature = new byte[PngCodec.Signature.Length];
        _source.Read(signature, "signature");
        if (!signature.AsSpan().SequenceEqual(PngCodec.Signature))
        {
            throw _source.Error(
                $"the signature {Convert.ToHexString(PngCodec.Signature)}",
                Convert.ToHexString(signature),
                "The file was changed, perhaps sent as text: copy it as binary.");
        }
    }

    private PngHeader ReadHeader()
    {
        _chunks.Next();
        if (_chunks.Type != "IHDR")
            throw _source.Error("the chunk IHDR first", _chunks.Type, CopyAgain);
        return PngHeader.Read(_source, _chunks.ReadAll(PngHeader.Length, PngHeader.Length));
    }

    /// <summary>Takes palette and transparency, passes by what only describes the image, stops in the first IDAT.</summary>
    private PngSamples ReadUpToData(in PngHeader header)
    {
        byte[]? palette = null, transparency = null;
        for (_chunks.Next(); _chunks.Type != "IDAT"; _chunks.Next())
        {
            if (_chunks.Type == "PLTE")
                palette = ReadPalette();
            else if (_chunks.Type == "tRNS")
                transparency = ReadTransparency(header, palette);
            else
                Skip();
        }

        if (header.Colour == PngColour.Palette && palette is null)
            throw _source.Error("a palette (PLTE) before the pixels", "none", CopyAgain);
        return new PngSamples(_source, header, palette, transparency);
    }

    private byte[] ReadPalette()
    {
        byte[] palette = _chunks.ReadAll(3, 3 * 256);
        if (palette.Length % 3 != 0)
            throw _source.Error("three bytes for each colour of PLTE", $"{palette.Length} bytes", CopyAgain);
        return palette;
    }

    private byte[] ReadTransparency(in PngHeader header, byte[]? palette) => header.Colour switch
    {
        PngColour.Gray => _chunks.ReadAll(2, 2),
        PngColour.Rgb => _chunks.ReadAll(6, 6),
        PngColour.Palette when palette is not null => _chunks.ReadAll(0, palette.Length / 3),
        PngColour.Palette => throw _source.Error("the palette (PLTE) before tRNS", "none", CopyAgain),
        _ => throw _source.Error("no chunk tRNS in an image with alpha", "one", CopyAgain),
    };

    private void Skip()
    {
        if (_metadata.Take())
            return;
        if (_chunks.Type == "IEND")
            throw _source.Error("pixels (the chunk IDAT)", "none before the end", CopyAgain);
        if (_chunks.IsCritical)
        {
            throw _source.Error(
                "the chunks of PNG",
                $"a needed chunk '{_chunks.Type}'",
                "Save the image as an ordinary PNG with the program that made it.");
        }

        _chunks.Finish();
    }

    private void ReadData(in PngHeader header, PngSamples samples, ImageBuilder builder)
    {
        using var data = new PngDataStream(_chunks);
        using var inflater = new ZLibStream(data, CompressionMode.Decompress, leaveOpen: true);
        var row = new byte[1 + header.RowBytes(header.Width)];
        var above = new byte[row.Length];
        var pixels = new ushort[checked(header.Width * samples.SamplesPerPixel)];
        foreach (PngPass pass in PngPass.All(header.Interlaced))
        {
            int columns = pass.Columns(header.Width), rows = columns == 0 ? 0 : pass.Rows(header.Height);
            int length = 1 + (int)header.RowBytes(columns);
            Array.Clear(above);
            for (int i = 0; i < rows; i++)
            {
                Inflate(inflater, row.AsSpan(0, length));
                if (row[0] >= PngFilter.Count)
                    throw _source.Error("a row filter from 0 to 4", $"{row[0]}", CopyAgain);
                PngFilter.Undo(row[0], row.AsSpan(1, length - 1), above.AsSpan(1, length - 1), header.FilterStride);
                samples.Expand(row.AsSpan(1), pixels.AsSpan(0, columns * samples.SamplesPerPixel));
                builder.Place(pass.Y + (i * pass.Dy), pass.X, pass.Dx, pixels.AsSpan(0, columns * samples.SamplesPerPixel));
                (row, above) = (above, row);
            }
        }

        CheckEnd(inflater, data, header);
        data.Drain();
    }

    private void Inflate(ZLibStream inflater, Span<byte> bytes)
    {
        int read = Decompress(inflater, bytes);
        if (read < bytes.Length)
            throw _source.Error($"{bytes.Length} more bytes of decompressed pixels", $"{read}", CopyAgain);
    }

    /// <summary>Reading past the last row makes the decompressor compare its own check sum, if that is there.</summary>
    private void CheckEnd(ZLibStream inflater, PngDataStream data, in PngHeader header)
    {
        Span<byte> rest = stackalloc byte[1];
        if (Decompress(inflater, rest) > 0)
            throw _source.Error($"{header.DataBytes()} bytes of decompressed pixels", "more", CopyAgain);
        if (data.WasShort)
            throw _source.Error("a check sum after the compressed pixels", "none", CopyAgain);
    }

    private int Decompress(ZLibStream inflater, Span<byte> bytes)
    {
        try
        {
            return inflater.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // An IOException is how ZLibStream reports a preset dictionary, which PNG does not have.
            throw _source.Error("compressed pixels (zlib)", "data that cannot be decompressed", CopyAgain, e);
        }
    }

    /// <summary>Passes by what follows the pixels; the reader stands after the type of a chunk.</summary>
    private void ReadUpToEnd()
    {
        for (; _chunks.Type != "IEND"; _chunks.Next())
        {
            if (_chunks.IsCritical)
                throw _source.Error("IEND after the pixels", _chunks.Type, CopyAgain);
            if (!_metadata.Take())
                _chunks.Finish();
        }

        _chunks.Finish();
    }
}
