using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>An image with complete pixels is read; other damaged parts are dropped with a note (PNG, third edition, 13.1).</summary>
public sealed class PngToleranceTests
{
    private const string BadEnd = "Its compressed pixels end incorrectly (checksum or length), but all of them were read.";
    private const string NoEnd = "The file ends incorrectly (chunk IEND), but all pixels were read.";
    private const string Opaque = "Its transparency (chunk tRNS) is damaged and is left out: the image is opaque.";

    private static readonly byte[] Header = PngBytes.Header(3, 2, 8, 0);
    private static readonly byte[] Rows = PngBytes.Rows([1, 2, 3, 4, 5, 6], 3, 2, 8, 0, false, 0);
    private static readonly byte[] Data = PngBytes.Data(Rows);

    [Theory]
    [InlineData("tEXt")]
    [InlineData("iCCP")]
    [InlineData("gAMA")]
    [InlineData("mDCV")]
    [InlineData("tIME")]
    [InlineData("hIST")]
    [InlineData("prVt")]
    [InlineData("prVT")]
    public void An_ancillary_chunk_with_a_wrong_checksum_is_left_out(string type)
    {
        byte[] chunk = PngBytes.Chunk(type, [.. "Title\0words"u8]);
        chunk[^1] ^= 1;
        AssertNotes([$"Its chunk {type} is damaged and is left out."], Header, chunk, Data, PngBytes.End);
        using Image image = AssertNotes([$"Its chunk {type} is damaged and is left out."], Header, Data, chunk, PngBytes.End);
        Assert.Empty(image.Metadata.Texts);
    }

    [Theory]
    [InlineData("gAMA", 0, 0, 0, 0)]
    [InlineData("cHRM", 1, 2, 3)]
    [InlineData("sRGB", 4)]
    [InlineData("cICP", 1, 13, 0)]
    [InlineData("mDCV", 1)]
    [InlineData("cLLI", 1)]
    [InlineData("sBIT", 1, 2, 3, 4, 5)]
    [InlineData("pHYs", 0, 0, 0, 1)]
    [InlineData("acTL", 0, 0)]
    public void An_ancillary_chunk_with_impossible_content_is_left_out(string type, params int[] data) =>
        AssertNotes([$"Its chunk {type} is damaged and is left out."], Header, PngBytes.Chunk(type, [.. data.Select(v => (byte)v)]), Data,
            PngBytes.End).Dispose();

    [Fact]
    public void Of_chunks_that_may_be_there_once_the_first_sound_one_counts()
    {
        byte[] damaged = PngBytes.Chunk("gAMA", 0, 0, 0, 0), first = PngBytes.Chunk("gAMA", 0, 0, 0, 7),
            second = PngBytes.Chunk("gAMA", 0, 0, 0, 9);
        using Image image = AssertNotes(
            ["Its chunk gAMA is damaged and is left out.", "Its chunk gAMA occurs twice: the first one is used."], Header, damaged, first,
                second, Data, PngBytes.End);
        byte[] written = image.Bytes(ImageFormat.Png);
        Assert.True(written.AsSpan().IndexOf(first) > 0);
        Assert.True(written.AsSpan().IndexOf(second) < 0);
    }

    [Theory, InlineData("gAMA"), InlineData("cHRM"), InlineData("iCCP"), InlineData("cICP"), InlineData("tRNS"), InlineData("bKGD")]
    public void A_chunk_about_color_behind_the_pixels_does_not_count(string type) =>
        AssertNotes(
            [$"Its chunk {type} comes after the pixels, where it is not allowed, and is left out."], Header, Data,
                PngBytes.Chunk(type, 0, 0, 1, 1), PngBytes.End).Dispose();

    [Fact]
    public void Transparency_that_is_damaged_or_out_of_place_leaves_the_image_opaque()
    {
        byte[] wrong = PngBytes.Chunk("tRNS", 0, 2);
        wrong[^1] ^= 1;
        AssertNotes([Opaque], Header, wrong, Data, PngBytes.End).Dispose();
        AssertNotes([Opaque], Header, PngBytes.Chunk("tRNS", 0, 1, 2, 3), Data, PngBytes.End).Dispose();
        AssertNotes([Opaque], Header, PngBytes.Chunk("tRNS"), Data, PngBytes.End).Dispose();

        byte[] palette = PngBytes.Header(3, 2, 8, 3), colors = PngBytes.Chunk("PLTE", [.. Enumerable.Range(0, 30).Select(i => (byte)i)]),
            clear = PngBytes.Chunk("tRNS", 9, 8);
        const string Promoted = "Its palette is promoted to 8-bit colors.";
        AssertOpaque([Promoted, Opaque], palette, clear, colors, Data, PngBytes.End);
        AssertOpaque([Promoted, Opaque], palette, colors, PngBytes.Chunk("tRNS", new byte[11]), Data, PngBytes.End);
        AssertOpaque([Promoted, Opaque], palette, colors, PngBytes.Chunk("tRNS"), Data, PngBytes.End);

        byte[] alpha = PngBytes.Data(PngBytes.Rows([.. Enumerable.Range(0, 24)], 3, 2, 8, 6, false, 0));
        using Image own = Read(PngBytes.Header(3, 2, 8, 6), clear, alpha, PngBytes.End);
        Assert.Equal(["Its chunk tRNS is not allowed in an image with alpha and is left out."], own.Notes);
        Assert.Equal([3, 7, 11, 15, 19, 23], own.Alpha.ToArray());
    }

    [Fact]
    public void The_palette_that_an_image_of_colors_suggests_is_not_needed()
    {
        byte[] header = PngBytes.Header(1, 1, 8, 2), data = PngBytes.Data(PngBytes.Rows([7, 8, 9], 1, 1, 8, 2, false, 0));
        using Image image = Read(header, PngBytes.Chunk("PLTE", 1, 2, 3, 4), data, PngBytes.End);
        Assert.Equal([7, 8, 9], image.Numbers());
        Assert.Empty(image.Notes);
    }

    [Fact]
    public void Pixels_whose_checksum_is_wrong_missing_or_followed_by_more_are_read()
    {
        byte[] zlib = PngBytes.Deflate(Rows), wrong = [.. zlib];
        wrong[^1] ^= 1;
        AssertNotes([BadEnd], Header, PngBytes.Chunk("IDAT", wrong), PngBytes.End).Dispose();
        for (int cut = 1; cut <= 4; cut++)
            AssertNotes([BadEnd], Header, PngBytes.Chunk("IDAT", zlib[..^cut]), PngBytes.End).Dispose();
        AssertNotes([BadEnd], Header, PngBytes.Chunk("IDAT", [.. zlib, 1, 2, 3, 4, 5]), PngBytes.End).Dispose();
        AssertNotes([BadEnd], Header, PngBytes.Chunk("IDAT", PngBytes.Deflate([.. Rows, 0, 0])), PngBytes.End).Dispose();
    }

    [Fact]
    public void The_checksum_of_pixels_is_right_for_more_than_one_block()
    {
        using Image image = TestImages.Make(640, 480, 3, 8, alpha: false);        // bytes of 255 overflow sums that are reduced too late
        image.Pixels.Span.Fill(1);
        using Image back = TestImages.Read(image.Bytes(ImageFormat.Png));
        Assert.Empty(back.Notes);
        TestImages.AssertSame(image, back);
    }

    [Fact]
    public void A_file_without_its_end_or_with_more_behind_it_is_read()
    {
        AssertNotes([NoEnd], Header, Data).Dispose();
        AssertNotes([NoEnd], Header, Data, [0, 0, 0]).Dispose();
        AssertNotes([NoEnd], Header, Data, [0, 0, 0, 5, .. "tEXtab"u8]).Dispose();
        AssertNotes([NoEnd], Header, Data, [.. "not a chunk at all"u8]).Dispose();
        byte[] end = [.. PngBytes.End];
        end[^1] ^= 1;
        AssertNotes([NoEnd], Header, Data, end).Dispose();
        AssertNotes(["After its end are 4 more bytes, which are left out."], Header, Data, PngBytes.End, [1, 2, 3, 4]).Dispose();
    }

    [Fact]
    public void Chunks_that_stay_true_are_kept_and_others_are_told_of()
    {
        byte[][] kept =
        [
            PngBytes.Chunk("cICP", 9, 16, 0, 1), PngBytes.Chunk("mDCV", [.. Enumerable.Range(0, 24).Select(i => (byte)i)]),
            PngBytes.Chunk("cLLI", 1, 2, 3, 4, 5, 6, 7, 8),
            PngBytes.Chunk("sBIT", 5), PngBytes.Chunk("bKGD", 0, 200), PngBytes.Chunk("oFFs", new byte[9]), PngBytes.Chunk("pCAL", 1, 2),
            PngBytes.Chunk("sCAL", 1, 50, 0, 51),
            PngBytes.Chunk("sTER", 1), PngBytes.Chunk("prVt", 7), PngBytes.Chunk("iTXt", [.. "Author\0\0\0de\0Autor\0Zo\u00EB"u8]),
        ];
        byte[] late = PngBytes.Chunk("laTe", 1);
        using Image image = AssertNotes(
            ["Data that depends on the old pixels is left out: Content Credentials (caBX), dSIG, hIST, prVT, sPLT."],
            [
                Header, .. kept, PngBytes.Chunk("hIST", 0, 1), PngBytes.Chunk("sPLT", 1), PngBytes.Chunk("dSIG", 1),
                PngBytes.Chunk("caBX", 1), PngBytes.Chunk("prVT", 1),
                PngBytes.Chunk("tIME", new byte[7]), PngBytes.Chunk("iDOT", new byte[28]), Data, late, PngBytes.End,
            ]);
        byte[] written = image.Bytes(ImageFormat.Png);
        int pixels = written.AsSpan().IndexOf("IDAT"u8);
        Assert.All(kept, chunk => Assert.InRange(written.AsSpan().IndexOf(chunk), 1, pixels));
        Assert.True(written.AsSpan().IndexOf(late) > pixels);
        foreach (string type in new[] { "hIST", "sPLT", "dSIG", "caBX", "prVT", "tIME", "iDOT" })
            Assert.True(written.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(type)) < 0, type);
        Assert.Equal(
            ["JPEG does not support PNG's color chunks (cICP, mDCV, cLLI): they are left out, and colors may look different.",
                "JPEG does not support the PNG chunks sBIT, bKGD, oFFs, pCAL, sCAL, sTER, prVt, laTe: they are left out.",
                "JPEG does not support text: Author left out."],
            image.UnsupportedFeatures(ImageFormat.Jpeg));
    }

    [Fact]
    public void Background_and_significant_bits_follow_the_pixels()
    {
        byte[] palette = PngBytes.Header(3, 2, 8, 3), colors = PngBytes.Chunk("PLTE", [.. Enumerable.Range(0, 30).Select(i => (byte)i)]);
        AssertWritten(PngBytes.Chunk("bKGD", 0, 6, 0, 7, 0, 8), "sBIT", palette, PngBytes.Chunk("sBIT", 5, 6, 5), colors,
            PngBytes.Chunk("bKGD", 2), Data, PngBytes.End);
        byte[] two = PngBytes.Header(3, 2, 2, 0), few = PngBytes.Data(PngBytes.Rows([1, 2, 3, 0, 1, 2], 3, 2, 2, 0, false, 0));
        AssertWritten(PngBytes.Chunk("bKGD", 0, 170), "sBIT", two, PngBytes.Chunk("sBIT", 2), PngBytes.Chunk("bKGD", 0, 2), few,
            PngBytes.End);
        AssertWritten(PngBytes.Chunk("sBIT", 5, 8), "hIST", Header, PngBytes.Chunk("sBIT", 5), PngBytes.Chunk("tRNS", 0, 3), Data,
            PngBytes.End);

        using Image gray = Read(Header, PngBytes.Chunk("sBIT", 5), PngBytes.Chunk("bKGD", 0, 2), Data, PngBytes.End);
        using Image color = TestImages.Make(3, 2, 3, 8, alpha: false).WithMetadata(gray.Metadata);
        byte[] other = color.Bytes(ImageFormat.Png);
        Assert.True(other.AsSpan().IndexOf("sBIT"u8) < 0 && other.AsSpan().IndexOf("bKGD"u8) < 0);
    }

    [Theory, InlineData("GRAY", 3, false), InlineData("CMYK", 3, false), InlineData("CMYK", 1, false), InlineData("RGB ", 3, true),
        InlineData("RGB ", 1, true), InlineData("GRAY", 1, true)]
    public void A_profile_for_other_colors_is_left_out(string space, int channels, bool kept)
    {
        var profile = new byte[200];
        System.Text.Encoding.ASCII.GetBytes(space).CopyTo(profile, 16);
        "acsp"u8.CopyTo(profile.AsSpan(36));
        using Image plain = TestImages.Make(4, 3, channels, 8, alpha: false);
        using Image back = TestImages.Read(plain.WithMetadata(new ImageMetadata { Icc = profile }).Bytes(ImageFormat.Png));
        Assert.Equal(kept ? profile : [], back.Metadata.Icc.ToArray());
        string[] notes = kept ? [] : [$"Its color profile is for {space}, not for {(channels == 1 ? "gray" : "RGB")}, and is left out."];
        Assert.Equal(notes, back.Notes);
    }

    private static void AssertWritten(byte[] chunk, string notWritten, params byte[][] file)
    {
        using Image image = Read(file);
        byte[] written = image.Bytes(ImageFormat.Png);
        Assert.True(written.AsSpan().IndexOf(chunk) > 0);
        Assert.True(written.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(notWritten)) < 0);
    }

    private static void AssertOpaque(string[] notes, params byte[][] chunks)
    {
        using Image image = Read(chunks);
        Assert.Equal(notes, image.Notes);
        Assert.False(image.HasAlpha);
    }

    private static Image AssertNotes(string[] notes, params byte[][] chunks)
    {
        Image image = Read(chunks);
        Assert.Equal(notes, image.Notes);
        Assert.Equal([1, 2, 3, 4, 5, 6], image.Numbers());
        Assert.False(image.HasAlpha);
        return image;
    }

    private static Image Read(params byte[][] chunks) => TestImages.Read(PngBytes.File(chunks));
}
