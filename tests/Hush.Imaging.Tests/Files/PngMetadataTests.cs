using System.Text;
using Hush.Imaging.Files;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>Metadata of PNG files is carried over, within limits.</summary>
public sealed class PngMetadataTests
{
    private static readonly byte[] Header = PngBytes.Header(3, 2, 8, 0);
    private static readonly byte[] Data = PngBytes.Data(PngBytes.Rows([1, 2, 3, 4, 5, 6], 3, 2, 8, 0, false, 0));

    [Fact]
    public void Another_programs_metadata_is_read_and_survives_new_pixels()
    {
        using Image image = TestImages.Read(GoldenFiles.Png);
        using Image clean = image.WithPixels(new Tensor(image.Pixels.Shape));
        using Image back = TestImages.Read(clean.Bytes(ImageFormat.Png));
        foreach (ImageMetadata m in new[] { image.Metadata, back.Metadata })
        {
            Assert.Equal(588, m.Icc.Length);
            Assert.Equal("acsp", Encoding.ASCII.GetString(m.Icc.Span[36..40]));
            Assert.Equal((6, "camera 1.0"), (m.Orientation, m.Software));
            Assert.Equal(300, m.Resolution!.Value.DotsPerInch.X, 0.01);
            Assert.Equal(new TextEntry("Title", "a test"), m.Texts.Single(t => t.Keyword == "Title"));
            Assert.Equal(new string('x', 3000), m.Texts.Single(t => t.Keyword == "Comment").Text);
            Assert.Equal(new TextEntry("Author", "Zoë 中", "de", "Autor"), m.Texts.Single(t => t.Keyword == "Author"));
        }

        Assert.Equal(image.Metadata.Icc.ToArray(), back.Metadata.Icc.ToArray());
        Assert.Equal(image.Metadata.Exif.ToArray(), back.Metadata.Exif.ToArray());
        Assert.Equal((9, 6), (back.Width, back.Height));                    // orientation 6, but the pixels are not rotated
    }

    [Fact]
    public void Color_chunks_are_written_as_they_were()
    {
        byte[][] chunks =
        [
            PngBytes.Chunk("gAMA", 0, 0, 0xB1, 0x8F), PngBytes.Chunk("cHRM", [.. Enumerable.Range(0, 32).Select(i => (byte)i)]),
            PngBytes.Chunk("sRGB", 1), PngBytes.Chunk("cICP", 9, 16, 0, 1), PngBytes.Chunk("pHYs", 0, 0, 0, 3, 0, 0, 0, 2, 0),
        ];
        using Image image = TestImages.Read(PngBytes.File([Header, .. chunks, Data, PngBytes.End]));
        byte[] written = image.Bytes(ImageFormat.Png);
        foreach (byte[] chunk in chunks)
            Assert.True(written.AsSpan().IndexOf(chunk) > 0, Encoding.Latin1.GetString(chunk));
        Assert.Equal(new Resolution(3, 2, IsAspectOnly: true), image.Metadata.Resolution);
    }

    [Fact]
    public void Chunks_after_the_pixels_count_too()
    {
        byte[] text = PngBytes.Chunk("tEXt", [.. "Title\0late"u8]);
        using Image image = TestImages.Read(PngBytes.File(Header, Data, text, PngBytes.End));
        Assert.Equal([new TextEntry("Title", "late")], image.Metadata.Texts);
    }

    [Fact]
    public void Damaged_metadata_is_left_out_with_a_note()
    {
        byte[][] chunks =
        [
            PngBytes.Chunk("iCCP", [.. "x\0\0not zlib"u8]), PngBytes.Chunk("eXIf", 1, 2, 3), PngBytes.Chunk("zTXt", [.. "a\0\u0001"u8]),
            PngBytes.Chunk("gAMA", 1), PngBytes.Chunk("pHYs", 1), PngBytes.Chunk("iTXt", [.. "key"u8]),
        ];
        using Image image = TestImages.Read(PngBytes.File([Header, .. chunks, Data, PngBytes.End]));
        Assert.Equal(
            new[] { "iCCP", "eXIf", "zTXt", "gAMA", "pHYs", "iTXt" }.Select(c => $"Its chunk {c} is damaged and is left out."),
                image.Notes);
        Assert.Equal((0, 0, null, 0),
            (image.Metadata.Icc.Length, image.Metadata.Exif.Length, image.Metadata.Resolution, image.Metadata.Texts.Count));
    }

    [Theory, InlineData("iCCP", "name\0\0"), InlineData("zTXt", "Comment\0\0"), InlineData("iTXt", "Comment\0\u0001\0\0\0")]
    public void A_small_chunk_that_would_become_huge_is_refused(string type, string start)
    {
        byte[] bomb = PngBytes.Deflate(new byte[40_000_000]);
        byte[] file = PngBytes.File(Header, PngBytes.Chunk(type, [.. Encoding.Latin1.GetBytes(start), .. bomb]), Data, PngBytes.End);
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(file));
        Assert.Equal(
            $"'test': expected at most 16777216 bytes of metadata, got more in the chunk {type}. " +
            "Raise the limit if you trust the file, or remove its metadata.",
            thrown.Message);
        using Image trusted = TestImages.Read(file, new ImageReadOptions { MaxMetadata = 50_000_000 });
        Assert.Equal(3, trusted.Width);
    }

    [Fact]
    public void Many_chunks_share_one_limit()
    {
        byte[] text = PngBytes.Chunk("tEXt", [.. "Title\0"u8, .. new byte[100]]);
        byte[] file = PngBytes.File([Header, .. Enumerable.Repeat(text, 10), Data, PngBytes.End]);
        using Image image = TestImages.Read(file, new ImageReadOptions { MaxMetadata = 1700 });
        Assert.Equal(10, image.Metadata.Texts.Count);
        Assert.Throws<ImageFormatException>(() => TestImages.Read(file, new ImageReadOptions { MaxMetadata = 1699 }));
    }

    [Theory]
    [InlineData(1, 0, "Its single bit is promoted to 8.")]
    [InlineData(4, 0, "Its 4 bits per sample are promoted to 8.")]
    [InlineData(2, 3, "Its palette is promoted to 8-bit colors.")]
    [InlineData(8, 3, "Its palette is promoted to 8-bit colors.")]
    [InlineData(8, 0, null)]
    public void What_is_promoted_is_said(int bits, int color, string? note)
    {
        byte[] data = PngBytes.Data(PngBytes.Rows([0, 1, 1, 0, 1, 0], 3, 2, bits, color, false, 0));
        byte[] palette = color == 3 ? PngBytes.Chunk("PLTE", 1, 2, 3, 4, 5, 6) : [];
        using Image image = TestImages.Read(PngBytes.File(PngBytes.Header(3, 2, bits, color), palette, data, PngBytes.End));
        Assert.Equal(note is null ? [] : [note], image.Notes);
    }

    [Fact]
    public void The_limit_of_memory_is_checked_from_the_header()
    {
        byte[] file = PngBytes.File(PngBytes.Header(10_000, 10_000, 8, 2), PngBytes.Data(new byte[1_000_000]), PngBytes.End);
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(file, new ImageReadOptions { MaxMemory = 1_000_000_000 }));
        Assert.Equal(
            "'test': expected an image that needs at most 1000 MB of memory, got one that needs 1201 MB. " +
            "Raise ImageReadOptions.MaxMemory or MaxPixels if you trust the file, or crop the image.",
            thrown.Message);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        var thrown = Assert.Throws<ArgumentException>(
            () => TestImages.Read([], new ImageReadOptions { MaxPixels = 0, MaxMemory = -1, MaxMetadata = -2 }));
        Assert.Equal(
            "The pixel limit must be at least 1, got 0. The memory limit must be at least 1 byte, got -1. " +
            "The metadata limit must be at least 0 bytes, got -2. (Parameter 'options')",
            thrown.Message);
        using Image image = TestImages.Make(2, 3, 1, 8, alpha: false);
        Assert.Equal(
            "The quality must be between 1 and 100, got 101. (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => image.Bytes(ImageFormat.Png, 101)).Message);
    }
}
