using System.Buffers.Binary;
using System.Text;
using Hush.Imaging.Files;
using Hush.Imaging.Files.Containers;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>
/// Data besides the image in JPEG files: extended XMP is kept; gain maps, videos and further images are dropped with a note, and
/// references to them are removed.
/// </summary>
public sealed class JpegExtrasTests
{
    private const string Digest = "0123456789ABCDEF0123456789ABCDEF";
    private const string GainMapNote = "Its HDR gain map is left out: the image is in standard dynamic range.";
    private const string VideoNote = "Its video (motion photo) is left out.";

    private static readonly byte[] MainXmp = Packet("xmlns:xmpNote=\"http://ns.adobe.com/xmp/note/\" " +
        $"xmpNote:HasExtendedXMP=\"{Digest}\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" dc:source=\"main\"");
    private static readonly byte[] Extended = Packet("xmlns:dc=\"http://purl.org/dc/elements/1.1/\" dc:rights=\"extended\"");

    [Fact]
    public void Both_packets_are_read_in_any_order_and_any_number_of_parts()
    {
        byte[][] parts = [.. Extended.Chunk(50).Select((part, i) => Part(Digest, Extended.Length, 50 * i, part))];
        foreach (byte[][] order in new[] { [MainPart(MainXmp), .. parts], [.. parts, MainPart(MainXmp)],
            [.. parts.Reverse(), MainPart(MainXmp)], (byte[][])[.. parts[1..], MainPart(MainXmp), parts[0]] })
        {
            var (metadata, notes) = Complete(File(order));
            Assert.Equal(MainXmp, metadata.Xmp.ToArray());
            Assert.Equal(Extended, metadata.ExtendedXmp.ToArray());
            Assert.Empty(notes);
        }
    }

    [Fact]
    public void Extended_xmp_that_does_not_belong_or_is_incomplete_is_left_out_and_not_claimed()
    {
        var (foreign, told) = Complete(File(MainPart(MainXmp), Part(new string('F', 32), Extended.Length, 0, Extended)));
        Assert.Equal(["Its extended XMP does not match its XMP (different digest) and is left out."], told);
        AssertUnclaimed(foreign);
        foreach (byte[][] parts in new byte[][][]
        {
            [Part(Digest, Extended.Length, 0, Extended[..50])], [Part(Digest, Extended.Length, 50, Extended[50..])],
            [Part(Digest, int.MaxValue, 0, Extended)],
            [Part(Digest, Extended.Length, 0, Extended[..50]), Part(Digest, Extended.Length, 60, Extended[60..])],
            [Part(Digest, Extended.Length, -5, Extended)],
        })
        {
            var (metadata, notes) = Complete(File([MainPart(MainXmp), .. parts]));
            Assert.Equal(["Its extended XMP is incomplete and is left out."], notes);
            AssertUnclaimed(metadata);
        }

        var (alone, _) = Complete(File(Part(Digest, Extended.Length, 0, Extended)));
        Assert.True(alone.Xmp.IsEmpty && alone.ExtendedXmp.IsEmpty);
    }

    [Fact]
    public void Both_packets_are_written_and_read_again()
    {
        byte[] longer = Packet($"xmlns:dc=\"http://purl.org/dc/elements/1.1/\" dc:rights=\"{new string('x', 150_000)}\"");
        byte[] file = JpegMetadata.Insert(File(), new ImageMetadata { Xmp = MainXmp, ExtendedXmp = longer }, default);
        var (metadata, notes) = Complete(file);
        Assert.Equal(MainXmp, metadata.Xmp.ToArray());
        Assert.Equal(longer, metadata.ExtendedXmp.ToArray());
        Assert.Empty(notes);
    }

    [Fact]
    public void Xmp_that_is_too_long_for_a_segment_becomes_extended_xmp()
    {
        byte[] longer = Packet($"xmlns:dc=\"http://purl.org/dc/elements/1.1/\" dc:rights=\"{new string('x', 150_000)}\"");
        var (metadata, notes) = Complete(JpegMetadata.Insert(File(), new ImageMetadata { Xmp = longer }, default));
        Assert.Equal(longer, metadata.ExtendedXmp.ToArray());
        Assert.Matches("^[0-9A-F]{32}$", XmpPacket.ExtensionDigest(metadata.Xmp.Span));
        Assert.Empty(notes);
    }

    [Fact]
    public void Other_formats_say_that_they_lose_extended_xmp_and_do_not_claim_it()
    {
        using Image image = TestImages.Make(3, 2, 3, 8, alpha: false)
            .WithMetadata(new ImageMetadata { Xmp = MainXmp, ExtendedXmp = Extended });
        Assert.Equal(["PNG does not support the extended XMP of a JPEG: it is left out."], image.UnsupportedFeatures(ImageFormat.Png));
        Assert.Empty(image.UnsupportedFeatures(ImageFormat.Jpeg));
        using Image back = TestImages.Read(image.Bytes(ImageFormat.Png));
        AssertUnclaimed(back.Metadata);
    }

    [Fact]
    public void A_gain_map_is_told_of_and_no_longer_claimed()
    {
        byte[] claim = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Packet(
            "xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\" hdrgm:Version=\"1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" " +
            "dc:source=\"camera\" " +
            "xmlns:Container=\"http://ns.google.com/photos/1.0/container/\" " +
            "xmlns:Item=\"http://ns.google.com/photos/1.0/container/item/\"")).Replace(
            "/></rdf:RDF>", "><Container:Directory><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><Container:Item " +
                "Item:Semantic=\"GainMap\"/></rdf:li></rdf:Seq></Container:Directory>" +
            "</rdf:Description></rdf:RDF>", StringComparison.Ordinal));
        var (metadata, notes) = Complete([.. File(MainPart(claim), Pictures2(0, 0)), .. File()]);
        Assert.Equal([GainMapNote], notes);
        string xmp = Encoding.UTF8.GetString(metadata.Xmp.Span);
        Assert.Contains("dc:source=\"camera\"", xmp);
        foreach (string word in new[] { "hdr-gain-map", "hdrgm", "Container", "GainMap", "Item" })
            Assert.DoesNotContain(word, xmp);

        Assert.Equal([GainMapNote], Complete(File(Segment(0xE2, [.. "urn:iso:std:iso:ts:21496:-1\0"u8, 0, 0, 0, 0]))).Notes);
        Assert.Equal([GainMapNote],
            Complete([.. File(Pictures2(0, 0)), .. File(MainPart(Packet("a=\"urn:com:apple:photo:2020:aux:hdrgainmap\"")))]).Notes);
    }

    [Fact]
    public void A_motion_photo_is_told_of_and_no_longer_claimed()
    {
        byte[] video = [0, 0, 0, 24, .. "ftypmp42"u8, 0, 0, 0, 0, .. "isommp42"u8, 0, 0, 0, 8, .. "moov"u8];
        byte[] claim = Packet("xmlns:GCamera=\"http://ns.google.com/photos/1.0/camera/\" GCamera:MotionPhoto=\"1\" " +
            "GCamera:MotionPhotoVersion=\"1\" GCamera:SpecialTypeID=\"5\"");
        var (metadata, notes) = Complete([.. File(MainPart(claim)), .. video]);
        Assert.Equal([VideoNote], notes);
        string xmp = Encoding.UTF8.GetString(metadata.Xmp.Span);
        Assert.DoesNotContain("MotionPhoto", xmp);
        Assert.Contains("SpecialTypeID", xmp);
        Assert.Equal([VideoNote], Complete([.. File(), .. video]).Notes);
        Assert.Equal([VideoNote],
            Complete(File(MainPart(Packet("xmlns:GCamera=\"http://ns.google.com/photos/1.0/camera/\" GCamera:MicroVideo=\"1\"")))).Notes);
    }

    [Fact]
    public void Further_images_are_told_of_unless_they_are_smaller_copies()
    {
        Assert.Equal(["It holds 2 images (multi-picture format); only the first is read."],
            Complete([.. File(Pictures2(0x020002, 0x020002)), .. File()]).Notes);
        Assert.Empty(Complete([.. File(Pictures2(0x030000, 0x010001)), .. File()]).Notes);
    }

    [Fact]
    public void Only_the_first_image_of_an_mpo_can_be_read()
    {
        byte[] golden = GoldenFiles.Jpeg;
        byte[] mpo = [.. golden[..2], .. Pictures2(0x020002, 0x020002), .. golden[2..], .. golden];
        foreach (int? page in new int?[] { null, 1 })
        {
            using Image first = TestImages.Read(mpo, new ImageReadOptions { Page = page });
            Assert.Equal(["It holds 2 images (multi-picture format); only the first is read."], first.Notes);
        }

        Assert.Equal(
            "'test': expected page 1, the only image that is read from a JPEG with 2 images (multi-picture format), got page 2. " +
            "Read page 1, or extract the others as JPEG images, for example with ExifTool.",
            Assert.Throws<ImageFormatException>(() => TestImages.Read(mpo, new ImageReadOptions { Page = 2 })).Message);
        byte[] copies = [.. golden[..2], .. Pictures2(0x030000, 0x010001), .. golden[2..], .. golden];
        Assert.Equal("a file with 1 page",
            Assert.Throws<ImageFormatException>(() => TestImages.Read(copies, new ImageReadOptions { Page = 2 })).Got);
    }

    [Fact]
    public void Credentials_and_unknown_bytes_are_told_of_and_padding_is_not()
    {
        Assert.Equal(
            ["Its Content Credentials (C2PA) are not valid for changed pixels and are left out."],
            Complete(File(Segment(0xEB, [.. "JP"u8, 0, 1, 0, 0, 0, 1, 0, 0, 0, 40, .. "jumb....c2pa"u8]))).Notes);
        Assert.Equal(["After its end are 9 more bytes, which are left out."], Complete([.. File(), .. "something"u8]).Notes);
        Assert.Empty(Complete([.. File(), 0, 0, 0xFF, 0, 10]).Notes);
    }

    [Fact]
    public void Comments_stay()
    {
        var (metadata, _) = Complete(File(Segment(0xFE, [.. "Zo\u00EB"u8, 0]), Segment(0xFE, 0x5A, 0x6F, 0xEB)));
        Assert.Equal([new TextEntry("Comment", "Zo\u00EB"), new TextEntry("Comment", "Zo\u00EB")], metadata.Texts);
        Assert.Equal(metadata.Texts, Complete(JpegMetadata.Insert(File(), metadata, default)).Metadata.Texts);
    }

    [Fact]
    public void Xmp_that_is_no_xml_stays_as_it_is()
    {
        byte[] broken = "<x:xmpmeta xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\">"u8.ToArray(),
            entity = "<!DOCTYPE a [<!ENTITY b \"MicroVideo\">]><a>&b;</a>"u8.ToArray();
        Assert.Equal(broken, XmpPacket.WithoutAttachments(broken).ToArray());
        Assert.Equal(entity, XmpPacket.WithoutAttachments(entity).ToArray());
    }

    [Fact]
    public void No_damage_does_harm()
    {
        byte[] file = [.. File(MainPart(MainXmp), Part(Digest, Extended.Length, 0, Extended), Pictures2(0x020002, 0x020002)), .. File()];
        float[] random = Testing.Samples.Uniform(2 * 5000, 11);
        for (int trial = 0; trial < 5000; trial++)
        {
            byte[] damaged = [.. file];
            damaged[(int)(random[2 * trial] * file.Length)] ^= (byte)(1 + (random[(2 * trial) + 1] * 254));
            Complete(damaged);
            Complete(file[..(int)(random[2 * trial] * file.Length)]);
        }
    }

    [Fact]
    public void A_file_through_libvips_keeps_both_packets_and_its_comment()
    {
        byte[] golden = GoldenFiles.Jpeg;
        byte[] file = [.. golden[..2], .. Part(Digest, Extended.Length, 0, Extended), .. MainPart(MainXmp),
            .. Segment(0xFE, [.. "hello"u8]), .. golden[2..]];
        using Image image = TestImages.Read(file);
        using Image back = TestImages.Read(image.Bytes(ImageFormat.Jpeg));
        Assert.Equal(MainXmp, back.Metadata.Xmp.ToArray());
        Assert.Equal(Extended, back.Metadata.ExtendedXmp.ToArray());
        Assert.Equal([new TextEntry("Comment", "hello")], back.Metadata.Texts);
    }

    private static void AssertUnclaimed(ImageMetadata metadata)
    {
        string xmp = Encoding.UTF8.GetString(metadata.Xmp.Span);
        Assert.DoesNotContain("xmpNote", xmp);
        Assert.Contains("dc:source=\"main\"", xmp);
        Assert.True(metadata.ExtendedXmp.IsEmpty);
    }

    private static (ImageMetadata Metadata, List<string> Notes) Complete(byte[] file)
    {
        var notes = new List<string>();
        var source = new ImageSource(new MemoryStream(file), "test", new ImageReadOptions());
        return (JpegMetadata.Complete(source, ImageMetadata.None, file, notes), notes);
    }

    /// <summary>A JPEG file with these segments and a short scan, including a byte of 255.</summary>
    private static byte[] File(params byte[][] segments) =>
        [0xFF, 0xD8, .. segments.SelectMany(s => s), 0xFF, 0xDA, 0, 4, 1, 0, 7, 0xFF, 0, 8, 0xFF, 0xD0, 9, 0xFF, 0xD9];

    private static byte[] Segment(byte marker, params byte[] data) =>
        [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static byte[] MainPart(byte[] packet) => Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. packet]);

    private static byte[] Part(string digest, int whole, int offset, byte[] data)
    {
        var numbers = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(numbers, whole);
        BinaryPrimitives.WriteInt32BigEndian(numbers.AsSpan(4), offset);
        return Segment(0xE1, [.. "http://ns.adobe.com/xmp/extension/\0"u8, .. Encoding.ASCII.GetBytes(digest), .. numbers, .. data]);
    }

    private static byte[] Packet(string attributes) => Encoding.UTF8.GetBytes(
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description " +
        $"{attributes}/></rdf:RDF></x:xmpmeta>");

    /// <summary>An MPF index of two images of these types.</summary>
    private static byte[] Pictures2(int first, int second)
    {
        var tiff = new TiffBytes(little: false);
        byte[] entries = [.. PngBytes.BigEndian(first), .. new byte[12], .. PngBytes.BigEndian(second), .. new byte[12]];
        byte[] block = tiff.File(tiff.Directory([TiffBytes.Bytes(0xB000, [.. "0100"u8]), tiff.Long(0xB001, 2),
            TiffBytes.Bytes(0xB002, entries)]));
        return Segment(0xE2, [.. "MPF\0"u8, .. block]);
    }
}
