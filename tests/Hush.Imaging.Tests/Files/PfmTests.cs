using System.Text;
using Xunit;

namespace Hush.Imaging.Tests.Files;

public sealed class PfmTests
{
    private const string Damaged = "The file is damaged: copy it again, or convert it to PNG.";
    private static readonly float[] Values = [0, 1, -2.5f, 7e20f, float.NaN, float.PositiveInfinity];

    [Theory, InlineData("-1.0", true), InlineData("1", false), InlineData("-0.5", true), InlineData("+2e0", false)]
    public void Rows_come_from_the_bottom_and_the_scales_sign_is_the_byte_order(string scale, bool little)
    {
        byte[] pixels = [.. Values.SelectMany(v =>
            little == BitConverter.IsLittleEndian ? BitConverter.GetBytes(v) : [.. BitConverter.GetBytes(v).Reverse()])];
        using Image image = TestImages.Read([.. Encoding.ASCII.GetBytes($"Pf\n3 2\n{scale}\n"), .. pixels]);
        Assert.Equal((3, 2, 1, 32, true), (image.Width, image.Height, image.Channels, image.BitDepth, image.IsFloat));
        Assert.Equal([.. Values[3..], .. Values[..3]], image.Pixels.Span.ToArray());
    }

    [Theory, InlineData(1), InlineData(3)]
    public void Every_float_survives_bit_for_bit(int channels)
    {
        float quiet = BitConverter.Int32BitsToSingle(0x7FC12345);
        float[] pixels = [.. Enumerable.Range(0, 7 * 5 * channels).Select(i => i == 4 ? quiet : (i * 0.37f) - 3)];
        using Image image = Image.FromPixels(pixels, 7, 5, channels, bitDepth: 32);
        using Image back = TestImages.Read(image.Bytes(ImageFormat.Pfm));
        Assert.Equal(pixels.Select(BitConverter.SingleToInt32Bits), back.Pixels.Span.ToArray().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal((32, channels), (back.BitDepth, back.Channels));
    }

    [Fact]
    public void The_writers_bytes_are_these()
    {
        using Image image = Image.FromPixels([1, 0], 1, 2, 1, bitDepth: 32);
        Assert.Equal([.. "Pf\n1 2\n-1.0\n"u8, 0, 0, 0, 0, 0, 0, 0x80, 0x3F], image.Bytes(ImageFormat.Pfm));
    }

    [Fact]
    public void Floats_become_16_bits_where_there_are_no_floats_and_whole_numbers_become_floats()
    {
        using Image floats = Image.FromPixels([-1, 0.5f, 2, float.NaN], 4, 1, 1, bitDepth: 32);
        using Image png = TestImages.Read(floats.Bytes(ImageFormat.Png)), pgm = TestImages.Read(floats.Bytes(ImageFormat.Pgm));
        Assert.Equal([0, 32768, 65535, 0], png.Numbers());
        Assert.Equal([0, 32768, 65535, 0], pgm.Numbers());
        Assert.Equal(["PNG does not support floats: they become 16 bits."], floats.UnsupportedFeatures(ImageFormat.Png));

        using Image bytes = TestImages.Make(7, 5, 3, 8, alpha: false);
        using Image pfm = TestImages.Read(bytes.Bytes(ImageFormat.Pfm));
        Assert.Equal(bytes.Pixels.Span.ToArray(), pfm.Pixels.Span.ToArray());
    }

    [Theory]
    [InlineData("PF 1 1 0 ", "a scale (a number other than 0), got '0'. " + Damaged)]
    [InlineData("PF 1 1 nan ", "a scale (a number other than 0), got 'nan'. " + Damaged)]
    [InlineData("PF 1 1 ", "a scale (a number other than 0), got none. " + Damaged)]
    [InlineData("PF 0 1 1 ", "a width and a height of at least 1, got 0x1. The header is damaged: copy the file again.")]
    [InlineData("PF 1 1 1 12345678901", "12 bytes of pixels, got 11. The file is truncated: copy or download it again.")]
    [InlineData("Pf 9999999 9999999 1 1", "at most 250000000 pixels, got 9999999x9999999. Raise ImageReadOptions.MaxMemory or MaxPixels " +
        "if you trust the file, or crop the image.")]
    public void Mistakes_are_told_in_words(string text, string error)
    {
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(Encoding.ASCII.GetBytes(text)));
        Assert.Equal($"'test': expected {error}", thrown.Message);
    }
}
