using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>
/// The kinds of files in Willem van Schaik's PngSuite, generated here. <see cref="PngReaderTests"/> covers all color types and depths;
/// these are the odd sizes, transparency, backgrounds, chunk splits, compression levels and corrupted files.
/// </summary>
public sealed class PngSuiteTests
{
    private const string Damaged = "The file is damaged: copy or download it again.";

    /// <summary>s01 to s09, i and n: palette images whose size is not a multiple of the interlace pattern.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8),
        InlineData(9)]
    public void Odd_sizes_interlaced_or_not(int width)
    {
        for (int height = 1; height <= 9; height++)
        {
            foreach (bool interlaced in new[] { false, true })
            {
                foreach (int bits in new[] { 1, 2, 4, 8 })
                {
                    int[] samples = [.. Enumerable.Range(0, width * height).Select(i => i * 5 % (1 << Math.Min(bits, 4)))];
                    byte[] colors = [.. Enumerable.Range(0, 3 * Math.Min(16, 1 << bits)).Select(i => (byte)(i * 13))];
                    using Image image = Read(
                        PngBytes.Header(width, height, bits, 3, interlaced), PngBytes.Chunk("PLTE", colors),
                        PngBytes.Data(PngBytes.Rows(samples, width, height, bits, 3, interlaced, 5)), PngBytes.End);
                    Assert.Equal(samples.SelectMany(s => colors[(3 * s)..((3 * s) + 3)].Select(b => (int)b)), image.Numbers());
                }
            }
        }
    }

    /// <summary>tbbn0g04, tbrn2c08, tp0n3p08 and similar: one transparent color, or alpha for some entries.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 4)]
    [InlineData(0, 8)]
    [InlineData(0, 16)]
    [InlineData(2, 8)]
    [InlineData(2, 16)]
    [InlineData(3, 1)]
    [InlineData(3, 4)]
    [InlineData(3, 8)]
    public void Transparency_of_every_kind(int color, int bits)
    {
        int white = (1 << bits) - 1, perPixel = PngBytes.PerPixel[color];
        int[] samples = [.. Enumerable.Range(0, 15 * perPixel).Select(i => i / perPixel * 7 % (white + 1))];
        int[] pixels = [.. Enumerable.Range(0, 15).Select(i => samples[i * perPixel])];
        int clear = pixels[1];
        byte[] palette = color == 3 ? PngBytes.Chunk("PLTE", new byte[3 * Math.Min(256, white + 1)]) : [];
        byte[] chunk = color == 3
            ? PngBytes.Chunk("tRNS", [.. Enumerable.Range(0, clear + 1).Select(i => (byte)(i == clear ? 99 : 255))])
            : PngBytes.Chunk("tRNS", [.. Enumerable.Range(0, perPixel).SelectMany(_ => new[] { (byte)(clear >> 8), (byte)clear })]);
        foreach (bool interlaced in new[] { false, true })
        {
            using Image image = Read(
                PngBytes.Header(5, 3, bits, color, interlaced), palette, chunk,
                    PngBytes.Data(PngBytes.Rows(samples, 5, 3, bits, color, interlaced, 5)), PngBytes.End);
            int opaque = (1 << image.BitDepth) - 1;
            Assert.Equal(pixels.Select(p => p != clear ? opaque : color == 3 ? 99 : 0), image.Alpha.ToArray().Select(a => (int)a));
        }
    }

    /// <summary>
    /// oi1, oi2, oi4, oi9: image data in one, two or four chunks, or one chunk per byte. z00 to z09: compression levels. f99: a
    /// different filter for each row.
    /// </summary>
    [Fact]
    public void Pixels_in_chunks_of_any_length_with_any_compression()
    {
        int[] samples = [.. Enumerable.Range(0, 13 * 31 * 3).Select(i => i * 7 % 256)];
        byte[] rows = PngBytes.Rows(samples, 13, 31, 8, 2, false, 5);
        foreach (var level in Enum.GetValues<System.IO.Compression.CompressionLevel>())
        {
            using var stream = new MemoryStream();
            using (var deflater = new System.IO.Compression.ZLibStream(stream, level))
                deflater.Write(rows);
            byte[] data = stream.ToArray();
            foreach (int count in new[] { 1, 2, 4, data.Length })
            {
                byte[][] pieces = [.. data.Chunk((data.Length + count - 1) / count).Select(piece => PngBytes.Chunk("IDAT", piece))];
                using Image image = Read([PngBytes.Header(13, 31, 8, 2), .. pieces, PngBytes.Chunk("IDAT"), PngBytes.End]);
                Assert.Equal(samples, image.Numbers());
                Assert.Empty(image.Notes);
            }
        }
    }

    /// <summary>pp0n6a08 and ps1n2c16: a suggested palette. tp1n3p08: fewer entries than the depth allows.</summary>
    [Fact]
    public void Palettes_with_fewer_entries_than_the_depth_allows()
    {
        byte[] header = PngBytes.Header(3, 1, 8, 3), colors = PngBytes.Chunk("PLTE", 1, 2, 3, 4, 5, 6);
        using Image image = Read(header, colors, PngBytes.Data(PngBytes.Rows([0, 1, 0], 3, 1, 8, 3, false, 0)), PngBytes.End);
        Assert.Equal([1, 2, 3, 4, 5, 6, 1, 2, 3], image.Numbers());
        AssertRefused($"palette entries up to 1, got entry 2. {Damaged}", header, colors,
            PngBytes.Data(PngBytes.Rows([0, 2, 0], 3, 1, 8, 3, false, 0)), PngBytes.End);
    }

    /// <summary>xs1, xs2, xs4, xs7, xcr and xlf: a modified signature.</summary>
    [Theory]
    [InlineData(0, 0x09)]
    [InlineData(1, (int)'Q')]
    [InlineData(3, (int)'g')]
    [InlineData(6, (int)' ')]
    public void A_changed_signature(int place, int value)
    {
        byte[] file = PngBytes.File(PngBytes.Header(1, 1, 8, 0), PngBytes.Data([0, 7]), PngBytes.End), signature = file[..8];
        signature[place] = (byte)value;
        AssertSignature(signature, [.. signature, .. file[8..]]);
    }

    [Fact]
    public void A_signature_with_added_line_ends()
    {
        byte[] file = PngBytes.File(PngBytes.Header(1, 1, 8, 0), PngBytes.Data([0, 7]), PngBytes.End);
        AssertSignature([0x89, .. "PNG\r\r\n\u001A"u8], [.. file[..5], (byte)'\r', .. file[5..]]);
        AssertSignature([0x89, .. "PNG\n\n\u001A\n"u8], [.. file[..4], (byte)'\n', .. file[5..]]);
    }

    /// <summary>xc1, xc9, xd0, xd3, xd9: invalid color types and depths.</summary>
    [Theory]
    [InlineData(1, 8)]
    [InlineData(9, 8)]
    [InlineData(2, 0)]
    [InlineData(2, 3)]
    [InlineData(2, 99)]
    public void A_color_type_or_depth_that_does_not_exist(int color, int bits) =>
        AssertRefused(
            $"a color type and bit depth that PNG supports, got color type {color} with {bits} bits. The header is damaged: copy the " +
            "file again, or save it again with another program.",
            PngBytes.Header(1, 1, bits, color), PngBytes.Data([0, 7]), PngBytes.End);

    /// <summary>xhd, xcs and xdt: a wrong checksum of a critical chunk, or no image data.</summary>
    [Fact]
    public void Critical_chunks_that_are_damaged_or_missing()
    {
        byte[] header = PngBytes.Header(1, 1, 8, 0), data = PngBytes.Data([0, 7]), wrongHeader = [.. header], wrongData = [.. data];
        wrongHeader[^1] ^= 1;
        wrongData[^1] ^= 1;
        AssertRefused(
            $"the checksum {Convert.ToHexString(header[^4..])} after IHDR, got {Convert.ToHexString(wrongHeader[^4..])}. {Damaged}",
                wrongHeader, data, PngBytes.End);
        AssertRefused($"the checksum {Convert.ToHexString(data[^4..])} after IDAT, got {Convert.ToHexString(wrongData[^4..])}. {Damaged}",
            header, wrongData, PngBytes.End);
        AssertRefused($"pixels (the chunk IDAT), got none before the end. {Damaged}", header, PngBytes.End);
    }

    private static void AssertSignature(byte[] signature, byte[] file)
    {
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(file));
        Assert.Equal(
            $"'test': expected the signature 89504E470D0A1A0A, got {Convert.ToHexString(signature)}. The file was changed, perhaps by a " +
            "transfer in text mode: copy it in binary mode.", thrown.Message);
    }

    private static void AssertRefused(string text, params byte[][] chunks) =>
        Assert.Equal($"'test': expected {text}", Assert.Throws<ImageFormatException>(() => Read(chunks)).Message);

    private static Image Read(params byte[][] chunks) => TestImages.Read(PngBytes.File(chunks));
}
