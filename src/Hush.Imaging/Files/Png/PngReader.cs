using System.IO.Compression;

namespace Hush.Imaging.Files.Png;

/// <summary>Reads one PNG image row by row: chunks, inflate, filters, samples.</summary>
/// <remarks>
/// Errors in data that the pixels depend on are fatal. Other damage, in ancillary chunks or after the last row, is reported as a note
/// (PNG, third edition, 13.1).
/// </remarks>
internal sealed class PngReader
{
    public const string CopyAgain = "The file is damaged: copy or download it again.";

    public const string End = "IEND";

    private const int MaxExpansion = 1032;      // deflate's maximum compression ratio: 258 bytes from two bits

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
        var (palette, transparency) = ReadUpToData(header);
        CheckAnimation();
        long min = header.DataBytes() / MaxExpansion;
        if (min > _source.Remaining)
        {
            string expected = $"at least {min} bytes for {header.Width}x{header.Height} pixels";
            throw _source.Error(expected, $"{_source.Remaining}", CopyAgain);
        }

        if (transparency is not null)
            header.CheckMemory(_source, hasAlpha: true);
        var samples = new PngSamples(_source, header, palette, transparency);
        var shape = new Shape(1, header.Height, header.Width, header.Channels);
        using var builder = new ImageBuilder(shape, samples.HasAlpha, samples.BitDepth, (1 << samples.BitDepth) - 1);
        ReadData(header, samples, builder);
        ReadUpToEnd();
        ImageMetadata metadata = _metadata.Finish(header, samples.HasAlpha, palette);
        return builder.Finish(metadata, [.. Promotion(header), .. _metadata.Notes]);
    }

    private static string[] Promotion(in PngHeader header) => header switch
    {
        { Color: PngColor.Palette } => ["Its palette is promoted to 8-bit colors."],
        { BitDepth: < 8 } => [$"Its {(header.BitDepth == 1 ? "single bit is" : $"{header.BitDepth} bits per sample are")} promoted to 8."],
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
                "The file was changed, perhaps by a transfer in text mode: copy it in binary mode.");
        }
    }

    private PngHeader ReadHeader()
    {
        _chunks.Next();
        if (_chunks.Type == "CgBI")
            throw AppleVariant();
        if (_chunks.Type != "IHDR")
            throw _source.Error("the chunk IHDR first", _chunks.Type, CopyAgain);
        return PngHeader.Read(_source, _chunks.ReadAll(PngHeader.Length, PngHeader.Length));
    }

    /// <summary>
    /// iOS apps contain PNG files modified by Xcode: pixels without zlib's header and checksum, blue before red, colors premultiplied
    /// by alpha.
    /// </summary>
    private ImageFormatException AppleVariant() => _source.Error(
        "a standard PNG image", "one that is optimized for iOS (Apple's CgBI variant), which is not supported",
        "Convert it on a Mac, by exporting it as PNG from Preview or with 'xcrun -sdk iphoneos pngcrush -revert-iphone-optimizations " +
        "in.png out.png'.");

    /// <summary>Reads palette, transparency and metadata; stops in the first IDAT.</summary>
    private (byte[]? Palette, byte[]? Transparency) ReadUpToData(in PngHeader header)
    {
        byte[]? palette = null, transparency = null;
        for (_chunks.Next(); _chunks.Type != "IDAT"; _chunks.Next())
        {
            if (_chunks.Type == "PLTE" && header.Color == PngColor.Palette)
                palette = palette is null ? ReadPalette() : throw _source.Error("one palette (PLTE)", "two", CopyAgain);
            else if (_chunks.Type == "tRNS" && transparency is null)
                transparency = ReadTransparency(header, palette);
            else
                Skip(header);
        }

        if (header.Color == PngColor.Palette && palette is null)
            throw _source.Error("a palette (PLTE) before the pixels", "none", CopyAgain);
        return (palette, transparency);
    }

    /// <summary>The first image of an animation is read only on request; other frames are not decoded.</summary>
    private void CheckAnimation()
    {
        if (_metadata.Frames < 2)
            _source.ChoosePage(pages: 1);
        else if (_source.Limits.Page is > 1 and { } page)
            throw _source.Error("page 1, the only frame that is read from an animated PNG", $"page {page}", "Read page 1, or extract the " +
                "frames as PNG images, for example with FFmpeg.");
        else if (_source.Limits.Page is null)
        {
            throw new ImageFormatException(
                _source.Name, "a still image", $"an animated PNG with {_metadata.Frames} frames",
                "Read its first image as page 1, or extract the frames as PNG images, for example with FFmpeg.")
            { Pages = 1 };
        }
    }

    private byte[] ReadPalette()
    {
        byte[] palette = _chunks.ReadAll(3, 3 * 256);
        if (palette.Length % 3 != 0)
            throw _source.Error("three bytes for each color of PLTE", $"{palette.Length} bytes", CopyAgain);
        return palette;
    }

    /// <summary>Reads tRNS; null if it is damaged or does not belong there, in which case the image is opaque.</summary>
    private byte[]? ReadTransparency(in PngHeader header, byte[]? palette)
    {
        int max = header.Color switch { PngColor.Gray => 2, PngColor.Rgb => 6, PngColor.Palette => palette?.Length / 3 ?? 0, _ => 0 };
        bool fits = header.Color == PngColor.Palette ? _chunks.Left >= 1 && _chunks.Left <= max : _chunks.Left == max && max > 0;
        if (fits && _chunks.ReadAll() is { } transparency)
            return transparency;
        if (!fits)
            _chunks.Finish();
        _metadata.Notes.Add(header.Color is PngColor.GrayAlpha or PngColor.Rgba
            ? "Its chunk tRNS is not allowed in an image with alpha and is left out."
            : "Its transparency (chunk tRNS) is damaged and is left out: the image is opaque.");
        return null;
    }

    private void Skip(in PngHeader header)
    {
        if (!_chunks.IsCritical)
        {
            _metadata.Take(afterPixels: false);
            return;
        }

        if (_chunks.Type == End)
            throw _source.Error("pixels (the chunk IDAT)", "none before the end", CopyAgain);
        if (_chunks.Type == "CgBI")
            throw AppleVariant();
        if (_chunks.Type != "PLTE" || header.Channels == 1)
        {
            throw _source.Error(
                "standard PNG chunks",
                $"a critical chunk '{_chunks.Type}'",
                "Save the image as a standard PNG with the program that created it.");
        }

        _chunks.Finish();       // a suggested palette for displays with few colors
    }

    private void ReadData(in PngHeader header, PngSamples samples, ImageBuilder builder)
    {
        using var data = new PngDataStream(_chunks);
        CheckZlib(data);
        using var inflater = new DeflateStream(data, CompressionMode.Decompress, leaveOpen: true);
        var row = new byte[1 + header.RowBytes(header.Width)];
        var above = new byte[row.Length];
        var pixels = new ushort[checked(header.Width * samples.SamplesPerPixel)];
        uint adler = Adler32.Empty;
        foreach (PngPass pass in PngPass.All(header.Interlaced))
        {
            int columns = pass.Columns(header.Width), rows = columns == 0 ? 0 : pass.Rows(header.Height);
            int length = 1 + (int)header.RowBytes(columns);
            Array.Clear(above);
            for (int i = 0; i < rows; i++)
            {
                Inflate(inflater, row.AsSpan(0, length));
                adler = Adler32.Append(adler, row.AsSpan(0, length));
                if (row[0] >= PngFilter.Count)
                    throw _source.Error("a row filter from 0 to 4", $"{row[0]}", CopyAgain);
                PngFilter.Undo(row[0], row.AsSpan(1, length - 1), above.AsSpan(1, length - 1), header.FilterStride);
                samples.Expand(row.AsSpan(1), pixels.AsSpan(0, columns * samples.SamplesPerPixel));
                builder.Place(pass.Y + (i * pass.Dy), pass.X, pass.Dx, pixels.AsSpan(0, columns * samples.SamplesPerPixel));
                (row, above) = (above, row);
            }
        }

        _chunks.MayEnd = true;
        if (!EndsWell(inflater, data, adler))
            _metadata.Notes.Add("Its compressed pixels end incorrectly (checksum or length), but all of them were read.");
    }

    /// <summary>Checks zlib's two header bytes: deflate, and no preset dictionary, which PNG does not allow.</summary>
    private void CheckZlib(PngDataStream data)
    {
        Span<byte> start = stackalloc byte[2];
        int read = data.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read < start.Length || (start[0] & 0x0F) != 8 || ((start[0] << 8) + start[1]) % 31 != 0 || (start[1] & 0x20) != 0)
            throw Undecodable(null);
    }

    private void Inflate(DeflateStream inflater, Span<byte> bytes)
    {
        int read;
        try
        {
            read = inflater.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Undecodable(e);
        }

        if (read < bytes.Length)
            throw _source.Error($"{bytes.Length} more bytes of decompressed pixels", $"{read}", CopyAgain);
    }

    private ImageFormatException Undecodable(Exception? inner) =>
        _source.Error("compressed pixels (zlib)", "data that cannot be decompressed", CopyAgain, inner);

    /// <summary>
    /// Whether only the checksum follows the last row. Reads all remaining IDAT chunks, so that their checksums are verified.
    /// </summary>
    private static bool EndsWell(DeflateStream inflater, PngDataStream data, uint adler)
    {
        bool ended;
        try
        {
            ended = inflater.ReadByte() < 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            ended = false;
        }

        data.Drain();
        return ended && data.Tail == adler;
    }

    /// <summary>Reads the chunks after the pixels, starting with the current one.</summary>
    private void ReadUpToEnd()
    {
        for (; _chunks.Type != End; _chunks.Next())
        {
            if (_chunks.IsCritical)
                throw _source.Error("IEND after the pixels", _chunks.Type, CopyAgain);
            _metadata.Take(afterPixels: true);
        }

        _chunks.Finish();
        if (_chunks.HasNoEnd)
            _metadata.Notes.Add("The file ends incorrectly (chunk IEND), but all pixels were read.");
        else if (_source.Remaining > 0)
            _metadata.Notes.Add($"After its end are {_source.Remaining} more bytes, which are left out.");
    }
}
