using Hush.Imaging.Files;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>TIFF files of all kinds, written field by field: read with the right values, or rejected with a specific message.</summary>
public sealed class TiffKindTests
{
    [Fact]
    public void Numbers_that_lie_at_an_offset_are_read_from_there_even_if_few_are_asked_for()
    {
        var tiff = new TiffBytes();
        byte[] bytes = tiff.File(tiff.Directory([tiff.Short(256, 1), tiff.Short(TiffTag.ExtraSamples, 2, 0, 1)]));
        TiffDirectory page = TiffStructure.Open(bytes)!.First()!;
        foreach (int count in new[] { 1, 2, 3 })
            Assert.Equal(new ulong[] { 2, 0, 1 }[..count], page.Find(TiffTag.ExtraSamples, count)!.Numbers);
        Assert.Equal((3L, 2u), (page.FindEntry(TiffTag.ExtraSamples)!.Value.Count, page.Find(TiffTag.ExtraSamples)!.Number));
    }

    [Theory, InlineData(false, false), InlineData(true, false), InlineData(false, true), InlineData(true, true)]
    public void Directories_and_values_beyond_2_GB_are_read(bool bigEndian, bool bigTiff)
    {
        const long Gap = 3_000_000_000;
        var tiff = new TiffBytes(!bigEndian, bigTiff, Gap);
        int header = tiff.Length;
        byte[] far = tiff.File(tiff.Directory([tiff.Short(256, 5), TiffBytes.Ascii(270, "far away"), tiff.Long(279, 7, 8, 9)]));
        TiffDirectory page = TiffStructure.Open(Sparse, Gap + far.Length)!.First()!;
        Assert.Equal((5u, "far away"), (page.Find(256)!.Number, page.Find(270)!.Text));
        Assert.Equal([7ul, 8, 9], page.Find(279)!.Numbers);
        Assert.True(page.FindEntry(270)!.Value.Start > Gap);

        ReadOnlyMemory<byte> Sparse(long offset, int count) =>
            offset < header ? far.AsMemory((int)offset, count) : far.AsMemory((int)(offset - Gap), count);
    }

    private const int Width = 5, Height = 3;

    private static readonly byte[] Gray = [.. Enumerable.Range(0, Width * Height).Select(i => (byte)(10 + (16 * i)))];
    private static readonly byte[] Rgb = [.. Enumerable.Range(0, 3 * Width * Height).Select(i => (byte)(3 + (5 * i)))];
    private static readonly ushort[] Eight = [8], Eights = [8, 8, 8], EightsAndAlpha = [8, 8, 8, 8];

    private static readonly TiffTestPage GrayPage = new(Width, Height, Gray),
        RgbPage = new(Width, Height, Rgb) { Bits = Eights, Photometric = 2 };

    [Theory]
    [InlineData(16, 3, 1, "half floats (16-bit floating point)")]
    [InlineData(24, 3, 1, "24-bit floats")]
    [InlineData(64, 3, 1, "64-bit floats")]
    [InlineData(8, 2, 1, "signed 8-bit integers")]
    [InlineData(16, 2, 1, "signed 16-bit integers")]
    [InlineData(12, 1, 1, "12-bit integers")]
    [InlineData(32, 1, 1, "32-bit integers")]
    [InlineData(64, 6, 1, "complex numbers")]
    [InlineData(32, 3, 0, "floats where 0 is white")]
    [InlineData(8, 1, 8, "CIE Lab colors")]
    [InlineData(8, 1, 4, "a transparency mask")]
    public void Samples_that_are_not_supported_are_called_by_their_name(int bits, int format, int photometric, string name)
    {
        var page = new TiffTestPage(Width, Height, new byte[Width * Height * 8])
        {
            Bits = [(ushort)bits], Format = (ushort)format,
            Photometric = (ushort)photometric
        };
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(TiffPages.Of(page)));
        Assert.StartsWith($"'test': expected a TIFF that Hush supports, got {name}. The file is not damaged. Convert it to ",
            thrown.Message);
    }

    [Theory]
    [InlineData(4, 2, 0)]
    [InlineData(4, 2, -1)]
    [InlineData(2, 1, 0)]
    [InlineData(2, 1, -1)]
    public void A_band_that_is_neither_color_nor_alpha_is_not_taken_for_alpha(int samples, int photometric, int extra)
    {
        var page = new TiffTestPage(Width, Height, new byte[Width * Height * samples])
        {
            Bits = EightsAndAlpha[..samples], Photometric = (ushort)photometric, Extra = extra < 0 ? null : (ushort)extra,
        };
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(TiffPages.Of(page)));
        Assert.Equal($"{samples} samples per pixel, the last of which is neither color nor alpha (ExtraSamples 0), for example near " +
            "infrared", thrown.Got);
    }

    [Fact]
    public void More_bands_than_colors_and_alpha_are_refused()
    {
        var page = new TiffTestPage(Width, Height, new byte[Width * Height * 5]) { Bits = [8, 8, 8, 8, 8], Photometric = 2 };
        Assert.Equal("5 samples per pixel, more than color and alpha",
            Assert.Throws<ImageFormatException>(() => TestImages.Read(TiffPages.Of(page))).Got);
    }

    [Fact]
    public void Colors_in_ycbcr_are_not_taken_for_rgb()
    {
        byte[] file = TiffPages.Of(RgbPage with { Photometric = 6 });
        Assert.Equal("YCbCr colors without JPEG compression", Assert.Throws<ImageFormatException>(() => TestImages.Read(file)).Got);
    }

    [Theory]
    [InlineData(33003, "JPEG 2000 compression, which libvips ")]
    [InlineData(34712, "JPEG 2000 compression, which libvips ")]
    [InlineData(60000, "unknown compression 60000, which libvips ")]
    public void A_compression_that_is_not_decoded_is_no_black_image(int compression, string name) =>
        Assert.StartsWith(name, Assert.Throws<ImageFormatException>(() =>
            TestImages.Read(TiffPages.Of(RgbPage with { Compression = (ushort)compression }))).Got);

    [Fact]
    public void Strips_that_are_cut_short_are_damage()
    {
        var tall = new TiffTestPage(Width, 40 * Height, Rgb) { Bits = Eights, Photometric = 2 };
        Assert.StartsWith(
            "one that cannot be decoded (", Assert.Throws<ImageFormatException>(() => TestImages.Read(TiffPages.Of(tall))).Got);
        Assert.Contains("no image directory", Assert.Throws<ImageFormatException>(() => TestImages.Read(TiffPages.Of(RgbPage)[..30])).Got);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Both_byte_orders_and_bigtiff_are_read(bool bigEndian, bool bigTiff)
    {
        byte[] words = [.. Rgb.SelectMany(v => bigEndian ? new[] { v, (byte)7 } : [(byte)7, v])];
        using Image image = TestImages.Read(TiffPages.Of(bigEndian, bigTiff,
            RgbPage with { Data = [words], Bits = [16, 16, 16], Resolution = (72, 1, 72, 1, 2) }));
        Assert.Equal((16, 3), (image.BitDepth, image.Channels));
        Assert.Equal(Rgb.Select(v => (v << 8) + 7), image.Numbers());
        Assert.Equal(72, image.Metadata.Resolution!.Value.DotsPerInch.X, 1e-9);
    }

    [Fact]
    public void Planes_tiles_and_untyped_samples_are_read()
    {
        byte[][] planes = [.. Enumerable.Range(0, 3).Select(c => Rgb.Where((_, i) => i % 3 == c).ToArray())];
        byte[] tile = new byte[16 * 16 * 3];
        for (int y = 0; y < Height; y++)
            Rgb.AsSpan(y * Width * 3, Width * 3).CopyTo(tile.AsSpan(y * 16 * 3));
        foreach (TiffTestPage page in new[] { RgbPage, RgbPage with { Data = planes, Planar = 2 },
            RgbPage with { Data = [tile], Tile = 16 }, RgbPage with { Format = 4 } })
        {
            using Image image = TestImages.Read(TiffPages.Of(page));
            Assert.Equal(Rgb.Select(v => (int)v), image.Numbers());
        }
    }

    [Fact]
    public void Where_0_is_white_gray_is_turned_around()
    {
        using Image eight = TestImages.Read(TiffPages.Of(GrayPage with { Photometric = 0 }));
        Assert.Equal(Gray.Select(v => 255 - v), eight.Numbers());
        using Image sixteen = TestImages.Read(TiffPages.Of(GrayPage with
        {
            Photometric = 0,
            Bits = [16],
            Data = [[.. Gray.SelectMany(v => new[] { (byte)9, v })]]
        }));
        Assert.Equal(Gray.Select(v => 65535 - ((v << 8) + 9)), sixteen.Numbers());
        using Image bits = TestImages.Read(TiffPages.Of(new TiffTestPage(8, 1, [0b10110010]) { Bits = [1], Photometric = 0 }));
        Assert.Equal([0, 255, 0, 0, 255, 255, 0, 255], bits.Numbers());
    }

    [Fact]
    public void Four_bits_and_palettes_become_eight()
    {
        var nibbles = new TiffTestPage(4, 1, [0x0F, 0x5A]) { Bits = [4] };
        using Image four = TestImages.Read(TiffPages.Of(nibbles));
        Assert.Equal([0, 255, 85, 170], four.Numbers());
        Assert.Equal(["Its 4 bits per sample are promoted to 8."], four.Notes);
        ushort[] palette = [.. Enumerable.Range(0, 48).Select(i => (ushort)(257 * (i < 16 ? i : i < 32 ? 2 * (i - 16) : 250 - (i - 32))))];
        using Image colors = TestImages.Read(TiffPages.Of(nibbles with { Photometric = 3, Palette = palette }));
        Assert.Equal([0, 0, 250, 15, 30, 235, 5, 10, 245, 10, 20, 240], colors.Numbers());
    }

    [Fact]
    public void Colors_that_alpha_was_multiplied_into_are_divided_by_it()
    {
        byte[] half = [.. Gray.SelectMany(v => new byte[] { (byte)(v / 2), (byte)(v / 4), 60, 128 })];
        var page = new TiffTestPage(Width, Height, half) { Bits = EightsAndAlpha, Photometric = 2, Extra = 1 };
        using Image associated = TestImages.Read(TiffPages.Of(page)), plain = TestImages.Read(TiffPages.Of(page with { Extra = 2 }));
        Assert.All(associated.Alpha.ToArray(), a => Assert.Equal(128, a));
        Assert.All(associated.Numbers().Zip(plain.Numbers()), pair =>
            Assert.InRange(pair.First, (pair.Second * 255 / 128) - 1, (pair.Second * 255 / 128) + 1));
        Assert.Equal(half.Where((_, i) => i % 4 == 1).Select(v => (int)v), plain.Numbers().Where((_, i) => i % 3 == 1));
        using Image back = TestImages.Read(plain.Bytes(ImageFormat.Tiff));
        TestImages.AssertSame(plain, back);
    }

    [Fact]
    public void Cmyk_becomes_srgb_and_says_so()
    {
        byte[] inks = [.. Enumerable.Range(0, Width * Height).SelectMany(i => new byte[] { 0, 0, 0, (byte)(i * 17) })];
        using Image tiff = TestImages.Read(TiffPages.Of(new TiffTestPage(Width, Height, inks) { Bits = EightsAndAlpha, Photometric = 5 }));
        Assert.Equal(["Its CMYK colors are converted to sRGB."], tiff.Notes);
        int[] numbers = tiff.Numbers();
        Assert.All(numbers[..3], v => Assert.InRange(v, 250, 255));
        for (int i = 3; i < numbers.Length; i++)
            Assert.True(numbers[i] <= numbers[i - 3], $"more black ink is not darker at {i}");
        using Image jpeg = TestImages.Read(GoldenFiles.CmykJpeg);
        Assert.Equal((3, true), (jpeg.Channels, jpeg.Metadata.Icc.IsEmpty));
        Assert.Equal(["Its CMYK colors are converted to sRGB."], jpeg.Notes);
    }

    [Theory]
    [InlineData(25, 8, 25, 8, 1)]
    [InlineData(4, 1, 3, 1, 1)]
    [InlineData(300, 1, 7200, 25, 2)]
    [InlineData(72, 1, 1, 3, 2)]
    [InlineData(11811, 100, 100, 1, 3)]
    [InlineData(254, 1, 10000, 3, 3)]
    public void Resolution_goes_through_in_its_unit_and_with_its_numbers(uint x, uint ofX, uint y, uint ofY, int unit)
    {
        using Image image = TestImages.Read(TiffPages.Of(RgbPage with { Resolution = (x, ofX, y, ofY, (ushort)unit) }));
        byte[] file = image.Bytes(ImageFormat.Tiff);
        TiffDirectory written = TiffStructure.Open(file)!.First()!;
        Assert.Equal((uint)unit, written.Find(TiffTag.ResolutionUnit)!.Number);
        Assert.Equal((double)x / ofX, written.Find(TiffTag.XResolution)!.Fraction);
        Assert.Equal((double)y / ofY, written.Find(TiffTag.YResolution)!.Fraction);
        using Image back = TestImages.Read(file);
        Assert.Equal(image.Metadata.Resolution, back.Metadata.Resolution);
    }

    [Fact]
    public void No_resolution_stays_none()
    {
        using Image image = TestImages.Read(TiffPages.Of(RgbPage));
        using Image back = TestImages.Read(image.Bytes(ImageFormat.Tiff));
        Assert.Null(back.Metadata.Resolution);
    }
}
