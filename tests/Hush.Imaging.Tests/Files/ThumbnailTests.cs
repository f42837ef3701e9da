using System.Text;
using Hush.Imaging.Files;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>Thumbnails in the metadata are removed when the pixels change; everything else keeps its offset.</summary>
public sealed class ThumbnailTests
{
    private static readonly byte[] Picture = [0xFF, 0xD8, .. Enumerable.Repeat((byte)0x5A, 501), 0xFF, 0xD9];

    [Theory, InlineData(true, true), InlineData(false, true), InlineData(true, false), InlineData(false, false)]
    public void The_thumbnail_leaves_exif_and_no_other_byte_moves(bool little, bool atEnd)
    {
        var (exif, before) = Camera(little, atEnd);
        ReadOnlyMemory<byte> without = ExifThumbnail.Remove(exif);
        Assert.True(without.Span.IndexOf(Picture.AsSpan(2, 100)) < 0, "the picture is still there");
        Assert.Equal(atEnd ? before : exif.Length, without.Length);
        TiffStructure structure = TiffStructure.Open(without)!;
        TiffDirectory first = structure.First()!, camera = structure.Child(first, TiffTag.ExifDirectory)!;
        Assert.Equal(0ul, first.Next);
        Assert.Equal(("Maker", (uint?)6), (first.Find(271)!.Text, first.Find(TiffTag.Orientation)!.Number));
        Assert.Equal("a note of the maker"u8.ToArray(), camera.Find(TiffTag.MakerNote)!.Value);
        int changed = Enumerable.Range(0, Math.Min(exif.Length, without.Length)).Count(i => exif[i] != without.Span[i]);
        Assert.InRange(changed, 1, Picture.Length + 80);
        Assert.Equal(without.ToArray(), ExifThumbnail.Remove(without).ToArray());
    }

    [Fact]
    public void Exif_without_thumbnail_stays_byte_for_byte()
    {
        var tiff = new TiffBytes();
        byte[] exif = tiff.File(tiff.Directory([TiffBytes.Ascii(271, "Maker"), tiff.Short(274, 6)]));
        Assert.Equal(exif, ExifThumbnail.Remove(exif).ToArray());
        Assert.Equal([1, 2, 3], ExifThumbnail.Remove(new byte[] { 1, 2, 3 }).ToArray());
    }

    [Fact]
    public void A_thumbnail_that_claims_to_lie_where_other_tags_are_takes_nothing_with_it()
    {
        var tiff = new TiffBytes();
        long thumbnail = tiff.Directory([tiff.Long(513, 0), tiff.Long(514, 5000)]);
        byte[] exif = tiff.File(tiff.Directory([TiffBytes.Ascii(271, "Maker"), tiff.Short(274, 6)], thumbnail));
        TiffDirectory first = TiffStructure.Open(ExifThumbnail.Remove(exif))!.First()!;
        Assert.Equal(("Maker", 0ul), (first.Find(271)!.Text, first.Next));
    }

    [Fact]
    public void Directories_that_point_in_a_circle_end()
    {
        var tiff = new TiffBytes();
        byte[] loop = tiff.File(tiff.Directory([tiff.Short(274, 6), tiff.Long(TiffTag.ExifDirectory, 8),
            tiff.Long(TiffTag.GpsDirectory, 8)], next: 8));
        Assert.Equal(6, ExifBlock.Orientation(ExifThumbnail.Remove(loop)));
        var two = new TiffBytes();
        long later = two.Directory([two.Short(274, 3)], next: 26);
        byte[] circle = two.File(two.Directory([two.Short(274, 6), two.Long(TiffTag.SubDirectories, later, 26)], later));
        Assert.Equal(6, ExifBlock.Orientation(ExifThumbnail.Remove(circle)));
    }

    [Fact(Timeout = 10_000)]
    public async Task Many_tags_that_point_to_their_own_directory_take_no_time()
    {
        var tiff = new TiffBytes();
        long thumbnail = tiff.Directory([tiff.Short(259, 6)]), first = tiff.Length;
        byte[] exif = tiff.File(tiff.Directory([.. Enumerable.Repeat(tiff.Long(TiffTag.ExifDirectory, first), 400)], thumbnail));
        ReadOnlyMemory<byte> without = await Task.Run(() => ExifThumbnail.Remove(exif));
        Assert.Equal(0ul, TiffStructure.Open(without)!.First()!.Next);
    }

    /// <summary>
    /// The maximum number of directories, each with nearly the maximum number of entries, whose values all share the same bytes.
    /// </summary>
    [Fact(Timeout = 20_000)]
    public async Task Many_values_that_overlap_take_little_time()
    {
        const int Entries = 60_000, Directories = 60, Values = 1 << 20;
        var tiff = new TiffBytes();
        long values = tiff.Add(new byte[Values]), picture = tiff.Add([.. Enumerable.Repeat((byte)0x5A, 100)]);
        long camera = tiff.Add(tiff.Raw(Entries, i => (700, 7, 1000, values + i), 0));
        long thumbnail = 0;
        TiffBytes.Field[] small = [tiff.Long(513, picture), tiff.Long(514, 100)];
        for (int i = 0; i < Directories; i++)
            thumbnail = tiff.Add(tiff.Raw(20_000, j =>
                (700, 7, 400_000, values + 100_000 + j), thumbnail == 0 ? tiff.Directory(small) : thumbnail));
        byte[] exif = tiff.File(tiff.Directory([tiff.Short(274, 6), tiff.Long(TiffTag.ExifDirectory, camera)], thumbnail));
        ReadOnlyMemory<byte> without = await Task.Run(() => ExifThumbnail.Remove(exif));
        Assert.Equal(6, ExifBlock.Orientation(without));
        Assert.True(without.Span.IndexOf(Enumerable.Repeat((byte)0x5A, 100).ToArray()) < 0, "the picture is still there");
        Assert.Equal(exif.AsSpan((int)camera, 12 * Entries), without.Span.Slice((int)camera, 12 * Entries));
    }

    [Theory]
    [InlineData("<g:x xmlns:g='http://ns.adobe.com/xap/1.0/g/img/'/>")]
    [InlineData("<?xml version='1.0'?><!-- a --><g:x xmlns:g='http://ns.adobe.com/xap/1.0/g/img/'><b/></g:x>")]
    public void Xmp_that_is_nothing_but_a_thumbnail_goes(string xmp) =>
        Assert.True(XmpPacket.WithoutThumbnails(Encoding.UTF8.GetBytes(xmp)).IsEmpty);

    [Fact]
    public void Exif_of_a_tiff_has_each_tag_once()
    {
        var tiff = new TiffBytes();
        long child = tiff.Directory([TiffBytes.Bytes(2, new byte[5000])]);
        long camera = tiff.Directory([.. Enumerable.Repeat(tiff.Long(TiffTag.Interoperability, child), 50)]);
        byte[] exif = TiffExif.Extract(TiffStructure.Open(tiff.File(tiff.Directory([tiff.Long(TiffTag.ExifDirectory, camera)]))));
        Assert.InRange(exif.Length, 5000, 5200);
        TiffStructure structure = TiffStructure.Open(exif)!;
        Assert.Single(structure.Child(structure.First()!, TiffTag.ExifDirectory)!.Entries);
    }

    [Fact]
    public void No_damage_to_exif_does_harm()
    {
        byte[] exif = Camera(little: false, atEnd: true).Exif;
        float[] random = Testing.Samples.Uniform(3 * 5000, 9);
        for (int trial = 0; trial < 5000; trial++)
        {
            byte[] damaged = [.. exif];
            for (int i = 0; i < 3; i++)
                damaged[(int)(random[(3 * trial) + i] * 200)] = (byte)(random[(3 * trial) + i] * 7919);
            Assert.InRange(ExifThumbnail.Remove(damaged).Length, 8, damaged.Length);
        }
    }

    [Fact]
    public void New_pixels_come_without_the_old_small_images()
    {
        const string Xmp = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF " +
            "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description " +
            "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:g=\"http://ns.adobe.com/xap/1.0/g/img/\" " +
            "xmp:Rating=\"4\"><xmp:Thumbnails><rdf:Alt><rdf:li " +
            "g:width=\"2\" g:image=\"AAAA\"/></rdf:Alt></xmp:Thumbnails></rdf:Description></rdf:RDF></x:xmpmeta>";
        byte[] caption = [.. "8BIM"u8, 4, 4, 0, 0, 0, 0, 0, 5, .. "Hills"u8, 0], small = [.. "8BIM"u8, 4, 12, 0, 0, 0, 0, 0, 3, 1, 2, 3, 0];
        var metadata = new ImageMetadata
        {
            Exif = Camera(little: true, atEnd: true).Exif, Xmp = Encoding.UTF8.GetBytes(Xmp),
            Iptc = (byte[])[.. "Photoshop 3.0\0"u8, .. small, .. caption], Orientation = 6,
        };
        using Image image = TestImages.Make(5, 4, 3, 8, alpha: false).WithMetadata(metadata);
        using Image clean = image.WithPixels(new Tensor(image.Pixels.Shape));
        string xmp = Encoding.UTF8.GetString(clean.Metadata.Xmp.Span);
        Assert.DoesNotContain("AAAA", xmp);
        Assert.Contains("Rating=\"4\"", xmp);
        Assert.Equal([.. "Photoshop 3.0\0"u8, .. caption], clean.Metadata.Iptc.ToArray());
        Assert.Equal(0ul, TiffStructure.Open(clean.Metadata.Exif)!.First()!.Next);
        Assert.Equal(metadata.Exif.ToArray(), image.Metadata.Exif.ToArray());
        Assert.Equal(clean.Metadata.Exif.ToArray(), metadata.Denoised().Exif.ToArray());
        Assert.True(metadata.Denoised().IsDenoised);
        using Image back = TestImages.Read(clean.Bytes(ImageFormat.Png));
        Assert.Equal(clean.Metadata.Exif.ToArray(), back.Metadata.Exif.ToArray());
    }

    [Fact]
    public void Resources_that_are_damaged_stay_as_they_are()
    {
        byte[] damaged = [.. "8BIM"u8, 4, 12, 0, 0, 0, 0, 0, 99, 1, 2];
        Assert.Equal(damaged, PhotoshopResources.WithoutThumbnail(damaged).ToArray());
    }

    private static (byte[] Exif, int Before) Camera(bool little, bool atEnd)
    {
        var tiff = new TiffBytes(little);
        long picture = atEnd ? 0 : tiff.Add(Picture), thumbnail = atEnd ? 0 : Thumbnail(tiff, picture);
        long camera = tiff.Directory([TiffBytes.Bytes(TiffTag.MakerNote, [.. "a note of the maker"u8])]);
        TiffBytes.Field[] fields =
            [TiffBytes.Ascii(271, "Maker"), tiff.Short(TiffTag.Orientation, 6), tiff.Long(TiffTag.ExifDirectory, camera)];
        if (!atEnd)
            return (tiff.File(tiff.Directory(fields, thumbnail)), 0);
        const int Entries = 3 * 12;
        long first = tiff.Length + 6, end = first + 2 + Entries + 4;          // after the maker's name
        int before = (int)end;
        long written = tiff.Directory(fields, end + Picture.Length);
        Assert.Equal((first, end), (written, tiff.Length));
        Assert.Equal(end + Picture.Length, Thumbnail(tiff, tiff.Add(Picture)));
        return (tiff.File(first), before);
    }

    private static long Thumbnail(TiffBytes tiff, long picture) =>
        tiff.Directory([tiff.Short(259, 6), tiff.Long(513, picture), tiff.Long(514, Picture.Length)]);
}
