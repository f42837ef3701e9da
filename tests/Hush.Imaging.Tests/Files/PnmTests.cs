using System.Text;
using Xunit;

namespace Hush.Imaging.Tests.Files;

public sealed class PnmTests
{
    private const string Damaged = "The file is damaged: copy it again, or convert it to PNG.";

    [Theory]
    [InlineData("P2\n3 2\n15\n0 1 2\n13 14 15\n")]
    [InlineData("P2 3 2 15 0 1 2 13 14 15")]
    [InlineData("P2# a comment\n# and one more\n 3 # width\n\t2\r\n15#white\n0 1 2 #row\r13 14\v\f15")]
    [InlineData("P2\n3 2\n15\n00 0001 2 013 14 15 16 17")]
    public void White_space_and_comments_may_stand_between_numbers(string text)
    {
        using Image image = Read(text);
        Assert.Equal((3, 2, 1, 8), (image.Width, image.Height, image.Channels, image.BitDepth));
        Assert.Equal([0, 1 / 15f, 2 / 15f, 13 / 15f, 14 / 15f, 1], image.Pixels.Span.ToArray());
    }

    [Fact]
    public void Colors_in_text_and_white_above_255_means_16_bits()
    {
        using Image image = Read("P3 1 2 1000 0 500 1000 1 2 3");
        Assert.Equal((1, 2, 3, 16), (image.Width, image.Height, image.Channels, image.BitDepth));
        Assert.Equal([0, 0.5f, 1, 0.001f, 0.002f, 0.003f], image.Pixels.Span.ToArray());
    }

    [Theory]
    [InlineData("P1 9 2 101010101 000000001")]
    [InlineData("P1 9 2\n1 0 1 0 1 0 1 0 1\n0 0 0 0 0 0 0 0 1\n")]
    public void In_bits_one_is_black(string text)
    {
        using Image image = Read(text);
        using Image packed = TestImages.Read([.. "P4\n9 2\n"u8, 0b10101010, 0b11111111, 0b00000000, 0b10000000]);
        Assert.Equal([0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0], image.Numbers());
        TestImages.AssertSame(image, packed);
    }

    [Theory]
    [InlineData("P5 2 1 255 ")]
    [InlineData("P5\n#c\n2 1\n255\n")]
    [InlineData("P5\n2\n1\n255#white\n")]
    public void Binary_samples_begin_after_one_white_space(string header)
    {
        using Image image = TestImages.Read([.. Encoding.ASCII.GetBytes(header), 10, 35]);
        Assert.Equal([10, 35], image.Numbers());
    }

    [Fact]
    public void Binary_samples_above_255_are_two_bytes_high_byte_first()
    {
        using Image image = TestImages.Read([.. "P5 2 1 1000 "u8, 1, 244, 3, 232]);
        Assert.Equal([0.5f, 1], image.Pixels.Span.ToArray());
        using Image narrow = TestImages.Read([.. "P6 1 1 3 "u8, 0, 1, 3]);
        Assert.Equal([0, 85, 255], narrow.Numbers());
    }

    [Fact]
    public void The_writers_bytes_are_these()
    {
        using Image gray = Image.FromPixels([0, 1], 2, 1, 1);
        Assert.Equal([.. "P5\n2 1\n255\n"u8, 0, 255], gray.Bytes(ImageFormat.Pgm));
        using Image deep = Image.FromPixels([0, 1, 256 / 65535f], 1, 1, 3, bitDepth: 16);
        Assert.Equal([.. "P6\n1 1\n65535\n"u8, 0, 0, 255, 255, 1, 0], deep.Bytes(ImageFormat.Ppm));
    }

    [Theory]
    [InlineData("P5 x 1 255 a", "a number (width), got 'x'. " + Damaged)]
    [InlineData("P5 1 1", "a number (maximum value), got the end of the file. " + Damaged)]
    [InlineData("P5 1 -1 255 a", "a number (height), got '-'. " + Damaged)]
    [InlineData("P5 1 1 255x", "white space after the maximum value, got 'x'. " + Damaged)]
    [InlineData("P5 1 1 65536 a", "a maximum value of at most 65535, got 65536 or more. " + Damaged)]
    [InlineData("P5 1 1 0 a", "a maximum value of at least 1, got 0. " + Damaged)]
    [InlineData("P5 99999999999 1 255 a", "a width of at most 2147483647, got 9999999999 or more. " + Damaged)]
    [InlineData("P5 0 1 255 a", "a width and a height of at least 1, got 0x1. The header is damaged: copy the file again.")]
    [InlineData("P5 2 2 255 abc", "4 bytes of pixels, got 3. The file is truncated: copy or download it again.")]
    [InlineData("P5 1 1 96 a", "samples of at most 96, as the header says, got 97. " + Damaged)]
    [InlineData("P2 2 1 9 1 10", "samples of at most 9, as the header says, got 10. " + Damaged)]
    [InlineData("P1 2 1 12", "a pixel, 0 or 1, got '2'. " + Damaged)]
    public void Mistakes_are_told_in_words(string text, string error)
    {
        var thrown = Assert.Throws<ImageFormatException>(() => Read(text));
        Assert.Equal($"'test': expected {error}", thrown.Message);
    }

    private static Image Read(string text) => TestImages.Read(Encoding.ASCII.GetBytes(text));
}
