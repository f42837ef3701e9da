using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>The message for each kind of damage: file, expected, found, and what to do.</summary>
public sealed class PngErrorTests
{
    private const string Damaged = "The file is damaged: copy or download it again.";
    private const string BadHeader = "The header is damaged: copy the file again, or save it again with another program.";
    private static readonly byte[] Header = PngBytes.Header(3, 2, 8, 0);
    private static readonly byte[] Rows = PngBytes.Rows([1, 2, 3, 4, 5, 6], 3, 2, 8, 0, false, 0);
    private static readonly byte[] Data = PngBytes.Chunk("IDAT", PngBytes.Deflate(Rows));

    [Fact]
    public void A_wrong_check_sum_of_a_chunk()
    {
        byte[] chunk = [.. Data];
        chunk[^1] ^= 0x10;
        string right = Convert.ToHexString(Data[^4..]), wrong = Convert.ToHexString(chunk[^4..]);
        AssertError($"the checksum {right} after IDAT, got {wrong}. {Damaged}", Header, chunk, PngBytes.End);
    }

    [Fact]
    public void Too_few_pixels() =>
        AssertError(
            $"4 more bytes of decompressed pixels, got 2. {Damaged}",
            Header, PngBytes.Chunk("IDAT", PngBytes.Deflate(Rows[..^2])), PngBytes.End);

    [Fact]
    public void A_zlib_stream_with_a_dictionary() =>
        AssertError(
            $"compressed pixels (zlib), got data that cannot be decompressed. {Damaged}",
            Header, PngBytes.Chunk("IDAT", [0x78, 0xBB, 0, 0, 0, 1, .. PngBytes.Deflate(Rows)[2..]]), PngBytes.End);

    [Fact]
    public void No_pixels_at_all() =>
        AssertError($"pixels (the chunk IDAT), got none before the end. {Damaged}", Header, PngBytes.End);

    [Fact]
    public void Pixels_in_two_places() =>
        AssertError($"IEND after the pixels, got IDAT. {Damaged}", Header, Data, PngBytes.Chunk("tEXt"), Data, PngBytes.End);

    [Fact]
    public void No_header() => AssertError($"the chunk IHDR first, got IDAT. {Damaged}", Data, PngBytes.End);

    [Fact]
    public void A_header_of_another_length() =>
        AssertError($"13 bytes in IHDR, got 12. {Damaged}", PngBytes.Chunk("IHDR", new byte[12]), Data, PngBytes.End);

    [Fact]
    public void A_color_type_that_is_none() =>
        AssertError(
            $"a color type and bit depth that PNG supports, got color type 2 with 4 bits. {BadHeader}",
            PngBytes.Header(3, 2, 4, 2), Data);

    [Fact]
    public void An_interlace_method_that_is_none()
    {
        byte[] data = [.. Header.AsSpan(8, 13)];
        data[12] = 2;
        AssertError($"compression 0, filter 0, interlace 0 or 1, got 0, 0, 2. {BadHeader}", PngBytes.Chunk("IHDR", data), Data);
    }

    [Fact]
    public void A_size_of_zero() =>
        AssertError(
            "a width and a height of at least 1, got 3x0. The header is damaged: copy the file again.",
            PngBytes.Header(3, 0, 8, 0), Data);

    [Fact]
    public void More_pixels_than_allowed_and_wider_than_possible()
    {
        byte[] file = PngBytes.File(Header, Data, PngBytes.End);
        using Image six = TestImages.Read(file, maxPixels: 6);
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(file, maxPixels: 5));
        Assert.Equal(
            "'test': expected at most 5 pixels, got 3x2. Raise ImageReadOptions.MaxMemory or MaxPixels if you trust the file, or crop " +
            "the image.",
            thrown.Message);
        AssertError(
            "a width of at most 134217728, got 2147483647. The header is damaged, or the image must be split into parts.",
            PngBytes.Header(int.MaxValue, 1, 8, 0), Data);
    }

    [Fact]
    public void More_pixels_than_the_file_can_hold() =>
        AssertError(
            $"at least 96908 bytes for 10000x10000 pixels, got {Data.Length - 8}. {Damaged}",
            PngBytes.Header(10000, 10000, 8, 0), Data);

    [Fact]
    public void A_row_filter_that_is_none() =>
        AssertError(
            $"a row filter from 0 to 4, got 5. {Damaged}",
            Header, PngBytes.Chunk("IDAT", PngBytes.Deflate([5, .. Rows[1..]])), PngBytes.End);

    [Fact]
    public void A_needed_chunk_that_is_unknown() =>
        AssertError(
            "standard PNG chunks, got a critical chunk 'ABCD'. Save the image as a standard PNG with the program that created it.",
            Header, PngBytes.Chunk("ABCD", 1), Data, PngBytes.End);

    [Fact]
    public void Files_that_Xcode_optimized_for_iOS_are_called_not_supported_by_name()
    {
        const string Text = "a standard PNG image, got one that is optimized for iOS (Apple's CgBI variant), which is not supported. " +
            "Convert it on a Mac, " +
            "by exporting it as PNG from Preview or with 'xcrun -sdk iphoneos pngcrush -revert-iphone-optimizations in.png out.png'.";
        AssertError(Text, PngBytes.Chunk("CgBI", 0x50, 0, 0x20, 2), Header, Data, PngBytes.End);
        AssertError(Text, Header, PngBytes.Chunk("CgBI", 0x50, 0, 0x20, 2), Data, PngBytes.End);
    }

    [Fact]
    public void Letters_that_are_none() =>
        AssertError(
            $"a chunk type of four letters, got the bytes 49443154. {Damaged}",
            Header, PngBytes.Chunk("ID1T", 1), Data, PngBytes.End);

    [Fact]
    public void Palettes_that_are_wrong_missing_or_too_short()
    {
        byte[] header = PngBytes.Header(3, 2, 8, 3);
        AssertError($"a palette (PLTE) before the pixels, got none. {Damaged}", header, Data, PngBytes.End);
        AssertError(
            $"three bytes for each color of PLTE, got 4 bytes. {Damaged}", header, PngBytes.Chunk("PLTE", 1, 2, 3, 4), Data);
        AssertError($"3 to 768 bytes in PLTE, got 771. {Damaged}", header, PngBytes.Chunk("PLTE", new byte[771]), Data);
        AssertError(
            $"palette entries up to 4, got entry 5. {Damaged}", header, PngBytes.Chunk("PLTE", new byte[15]), Data, PngBytes.End);
    }

    [Fact]
    public void Two_palettes()
    {
        byte[] palette = PngBytes.Chunk("PLTE", 1, 2, 3);
        AssertError($"one palette (PLTE), got two. {Damaged}", PngBytes.Header(3, 2, 8, 3), palette, palette, Data, PngBytes.End);
    }

    [Fact]
    public void A_file_that_was_sent_as_text()
    {
        byte[] file = PngBytes.File(Header, Data, PngBytes.End);
        byte[] mangled = [.. file[..4], .. file[5..]];
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(mangled));
        Assert.Equal(
            "'test': expected the signature 89504E470D0A1A0A, got 89504E470A1A0A00. " +
            "The file was changed, perhaps by a transfer in text mode: copy it in binary mode.",
            thrown.Message);
    }

    private static void AssertError(string text, params byte[][] chunks)
    {
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(PngBytes.File(chunks)));
        Assert.Equal($"'test': expected {text}", thrown.Message);
    }
}
