using Hush.Imaging.Files;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>Tags specific to TIFF are kept in TIFF files; other formats note their loss.</summary>
public sealed class TiffTagTests
{
    private static readonly double[] Scale = [0.5, 0.25, 0], Tiepoint = [0, 0, 0, 440_720.5, 3_751_320.25, -1.5];

    [Theory, InlineData(true, false), InlineData(false, false), InlineData(true, true), InlineData(false, true)]
    public void Georeference_is_copied_to_the_last_bit_from_any_byte_order(bool little, bool big)
    {
        byte[] source = Map(little, big);
        var notes = new List<string>();
        byte[] own = TiffExif.ExtractOwn(TiffStructure.Open(source), notes);
        Assert.Empty(notes);
        foreach (bool targetLittle in new[] { true, false })
        {
            var target = new TiffBytes(targetLittle);
            byte[] written = TiffExif.Embed(target.File(target.Directory([target.Short(256, 9), TiffBytes.Ascii(42113, "1")])), default,
                own);
            TiffDirectory first = TiffStructure.Open(written)!.First()!;
            Assert.Equal(Scale, Doubles(first.Find(33550)!));
            Assert.Equal(Tiepoint, Doubles(first.Find(33922)!));
            Assert.Equal([1, 1, 0, 1, 1024, 0, 1, 1], Shorts(first.Find(34735)!));
            Assert.Equal("NAD27 / UTM zone 11N|", first.Find(34737)!.Text);
            Assert.Equal("1", first.Find(42113)!.Text);        // existing values are kept
            Assert.Equal(9u, first.Find(256)!.Number);
            Assert.Equal(first.Fields.Select(f => f.Tag).Order(), first.Fields.Select(f => f.Tag));
        }
    }

    [Fact]
    public void A_big_tiffs_description_is_read_too()
    {
        byte[] block = TiffExif.Extract(TiffStructure.Open(Map(little: false, big: true)));
        Assert.Equal("a map", TiffStructure.Open(block)!.First()!.Find(270)!.Text);
        Assert.Equal("scanner", ExifBlock.Software(Map(little: true, big: true)));
    }

    [Fact]
    public void Layers_and_imagej_metadata_are_told_of()
    {
        var tiff = new TiffBytes();
        byte[] file = tiff.File(tiff.Directory([TiffBytes.Bytes(37724, 1, 2, 3, 4, 5), tiff.Long(50838, 12, 40),
            TiffBytes.Bytes(50839, [.. "IJIJlabl....."u8])]));
        var notes = new List<string>();
        Assert.Empty(TiffExif.ExtractOwn(TiffStructure.Open(file), notes));
        Assert.Equal(["Its Photoshop layers and ImageJ metadata (per-slice labels, lookup tables, overlays) do not apply to the new " +
            "pixels and are left out."], notes);
    }

    [Fact]
    public void Photoshops_resources_are_kept_without_the_small_image()
    {
        byte[] caption = [.. "8BIM"u8, 4, 4, 0, 0, 0, 0, 0, 5, .. "Hills"u8, 0], small = [.. "8BIM"u8, 4, 12, 0, 0, 0, 0, 0, 3, 1, 2, 3, 0];
        var tiff = new TiffBytes(little: false);
        byte[] own = TiffExif.ExtractOwn(
            TiffStructure.Open(tiff.File(tiff.Directory([TiffBytes.Bytes(34377, [.. caption, .. small])]))), []);
        Assert.Equal(caption, TiffStructure.Open(own)!.First()!.Find(34377)!.Value);
    }

    [Fact]
    public void Other_formats_say_what_they_lose()
    {
        var metadata = new ImageMetadata { TiffTags = TiffExif.ExtractOwn(TiffStructure.Open(Map(little: true, big: false)), []) };
        using Image image = TestImages.Make(3, 2, 1, 8, alpha: false).WithMetadata(metadata);
        Assert.Empty(image.UnsupportedFeatures(ImageFormat.Tiff));
        Assert.Equal(["PNG does not support the georeference (GeoTIFF) and GDAL metadata of a TIFF: left out. Write a .tif file to keep " +
            "that."], image.UnsupportedFeatures(ImageFormat.Png));
    }

    [Fact]
    public void A_map_stays_a_map_through_libvips()
    {
        byte[] map = TiffExif.Embed(GoldenFiles.Tiff, default, TiffExif.ExtractOwn(TiffStructure.Open(Map(little: false, big: false)), []));
        using Image image = TestImages.Read(map);
        using Image back = TestImages.Read(image.Bytes(ImageFormat.Tiff));
        TiffDirectory first = TiffStructure.Open(back.Metadata.TiffTags)!.First()!;
        Assert.Equal(Scale, Doubles(first.Find(33550)!));
        Assert.Equal(Tiepoint, Doubles(first.Find(33922)!));
        Assert.Equal("-9999", first.Find(42113)!.Text);
    }

    private static byte[] Map(bool little, bool big)
    {
        var tiff = new TiffBytes(little, big);
        return tiff.File(tiff.Directory(
        [
            TiffBytes.Ascii(270, "a map"), TiffBytes.Ascii(305, "scanner"), tiff.Double(33550, Scale), tiff.Double(33922, Tiepoint),
            tiff.Short(34735, 1, 1, 0, 1, 1024, 0, 1, 1),
            TiffBytes.Ascii(34737, "NAD27 / UTM zone 11N|"), TiffBytes.Ascii(42113, "-9999"),
        ]));
    }

    private static double[] Doubles(TiffField field) => [.. field.ValueIn(true).Chunk(8).Select(b => BitConverter.ToDouble(b))];

    private static int[] Shorts(TiffField field) => [.. field.ValueIn(true).Chunk(2).Select(b => (int)BitConverter.ToUInt16(b))];
}
