using Hush.Imaging.Files;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>Files with several pages or frames are rejected, unless one of them is selected.</summary>
public sealed class PageTests
{
    private const string Stack = "ImageJ=1.53t\nimages=3\nslices=3\nunit=micron\nloop=false\n";

    private static TiffTestPage Page(byte value) => new(2, 3, [value, value, value, value, value, (byte)(value + 1)]);

    [Fact]
    public void A_stack_is_refused_and_says_how_many_pages_it_has()
    {
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(TiffPages.Of(Page(10), Page(20), Page(30))));
        Assert.Equal("'test': expected a single image, got 3 pages or frames. Choose one of them, or split the file.", thrown.Message);
        Assert.Equal(3, thrown.Pages);
    }

    [Theory, InlineData(false, false), InlineData(true, false), InlineData(false, true)]
    public void The_page_that_is_asked_for_is_read(bool bigEndian, bool bigTiff)
    {
        byte[] file = TiffPages.Of(bigEndian, bigTiff, Page(10), Page(20) with { Resolution = (50, 1, 50, 1, 2) }, Page(30));
        foreach (int page in new[] { 1, 2, 3 })
        {
            using Image image = TestImages.Read(file, new ImageReadOptions { Page = page });
            Assert.Equal([10 * page, (10 * page) + 1], image.Numbers()[4..]);
            Assert.Equal(page == 2, image.Metadata.Resolution is not null);
            Assert.Contains($"Only page {page} of its 3 pages is read.", image.Notes);
        }

        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(file, new ImageReadOptions { Page = 4 }));
        Assert.Equal("'test': expected page 4, got a file with 3 pages. Choose a page from 1 to 3.", thrown.Message);
    }

    [Theory, InlineData(1u, 0u), InlineData(0u, 1u), InlineData(0u, 4u), InlineData(0u, 5u)]
    public void Thumbnails_smaller_copies_and_masks_are_no_pages(uint first, uint second)
    {
        byte[] file = TiffPages.Of(Page(10) with { Subfile = first }, Page(20) with { Subfile = second });
        using Image image = TestImages.Read(file);
        Assert.Equal(first == 0 ? 10 : 20, image.Numbers()[0]);
        Assert.Empty(image.Notes);
    }

    [Fact]
    public void A_chain_of_pages_that_bites_its_tail_ends()
    {
        byte[] file = TiffPages.Of(Page(10), Page(20));
        BitConverter.GetBytes(BitConverter.ToUInt32(file, 4)).CopyTo(file, file.Length - 4);        // the second page links to the first
        Assert.Equal(2, Assert.Throws<ImageFormatException>(() => TestImages.Read(file)).Pages);
    }

    [Fact]
    public void A_page_that_is_taken_out_no_longer_says_that_it_is_a_stack()
    {
        using Image image = TestImages.Read(TiffPages.Of(Page(10) with { Description = Stack }, Page(20), Page(30)),
            new ImageReadOptions { Page = 1 });
        Assert.Contains("Its ImageJ description says images=3; that is left out, since only one image was read.", image.Notes);
        Assert.Equal("ImageJ=1.53t\nunit=micron", TiffStructure.Open(image.Bytes(ImageFormat.Tiff))!.First()!.Find(270)!.Text);
        foreach (string ofAll in new[] { "<?xml version=\"1.0\"?><OME><Image/></OME>", "{\"shape\": [3, 3, 2]}" })
        {
            using Image page = TestImages.Read(TiffPages.Of(Page(10) with { Description = ofAll }, Page(20)),
                new ImageReadOptions { Page = 1 });
            Assert.DoesNotContain(ofAll[..8], System.Text.Encoding.Latin1.GetString(page.Bytes(ImageFormat.Tiff)));
        }
    }

    [Fact]
    public void A_description_of_one_image_stays()
    {
        const string One = "ImageJ=1.53t\nimages=1\nunit=micron";
        using Image image = TestImages.Read(TiffPages.Of(Page(10) with { Description = One }));
        Assert.Empty(image.Notes);
        Assert.Equal(One, TiffStructure.Open(image.Bytes(ImageFormat.Tiff))!.First()!.Find(270)!.Text);
    }

    [Fact]
    public void Frames_of_an_animation_are_pages()
    {
        byte[] gif = GoldenFiles.Gif;
        int frame = gif.AsSpan().IndexOf((byte)0x2C);
        byte[] animation = [.. gif[..^1], .. gif[frame..]];
        Assert.Equal(2, Assert.Throws<ImageFormatException>(() => TestImages.Read(animation)).Pages);
        using Image one = TestImages.Read(gif), second = TestImages.Read(animation, new ImageReadOptions { Page = 2 });
        Assert.Equal(one.Numbers(), second.Numbers());
        Assert.Contains("Only frame 2 of its 2 frames is read.", second.Notes);
    }

    [Fact]
    public void Formats_of_one_image_have_a_page_1_only()
    {
        foreach (byte[] file in new[] { GoldenFiles.Png, GoldenFiles.Jpeg, GoldenFiles.WebP })
        {
            using Image image = TestImages.Read(file, new ImageReadOptions { Page = 1 });
            Assert.Equal(9, image.Width);
            var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(file, new ImageReadOptions { Page = 2 }));
            Assert.Equal("'test': expected page 2, got a file with 1 page. Omit the page.", thrown.Message);
        }

        Assert.Equal(["The page must be at least 1, got 0."], new ImageReadOptions { Page = 0 }.Check());
    }
}
