using System.Buffers.Binary;
using Hush.Imaging.Files;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>EXIF is kept byte for byte; tags that Hush must change are appended.</summary>
public sealed class ExifTests
{
    /// <summary>Big-endian, with a maker of 8 letters, orientation 8, and a maker note that refers to an absolute offset.</summary>
    private static readonly byte[] Camera =
    [
        .. "MM\0*"u8, 0, 0, 0, 8,
        0, 3,
        0x01, 0x0F, 0, 2, 0, 0, 0, 8, 0, 0, 0, 50,
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0,
        0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 58,
        0, 0, 0, 0,
        .. "MakerCo\0"u8,
        0, 1, 0x92, 0x7C, 0, 7, 0, 0, 0, 6, 0, 0, 0, 76, 0, 0, 0, 0, .. "note76"u8,
    ];

    [Fact]
    public void Tags_are_read()
    {
        Assert.True(ExifBlock.IsSound(Camera));
        Assert.Equal(8, ExifBlock.Orientation(Camera));
        Assert.Null(ExifBlock.Software(Camera));
        Assert.Null(ExifBlock.Resolution(Camera));
        Assert.Equal((1, null), (ExifBlock.Orientation(default), ExifBlock.Software(default)));
    }

    [Fact]
    public void What_says_the_same_already_is_not_touched()
    {
        var metadata = new ImageMetadata { Exif = Camera, Orientation = 8 };
        Assert.Equal(Camera, ExifBlock.For(metadata, withResolution: true).ToArray());
        Assert.True(ExifBlock.For(ImageMetadata.None, withResolution: true).IsEmpty);
    }

    [Fact]
    public void The_shape_of_pixels_is_kept_without_a_unit()
    {
        var shape = new Resolution(4, 3, IsAspectOnly: true);
        Assert.Equal(shape, ExifBlock.Resolution(ExifBlock.For(new ImageMetadata { Resolution = shape }, withResolution: true)));
    }

    [Fact]
    public void A_tag_is_added_without_moving_a_byte()
    {
        var metadata = new ImageMetadata { Exif = Camera, Orientation = 3, Software = "Hush", Resolution = Resolution.FromDotsPerInch(96) };
        byte[] edited = ExifBlock.For(metadata, withResolution: true).ToArray();
        Assert.Equal(Camera[8..], edited[8..Camera.Length]);
        Assert.Equal((3, "Hush"), (ExifBlock.Orientation(edited), ExifBlock.Software(edited)));
        Assert.Equal(96, ExifBlock.Resolution(edited)!.Value.DotsPerInch.Y, 1e-9);
        TiffStructure structure = TiffStructure.Open(edited)!;
        TiffDirectory first = structure.First()!;
        Assert.Equal(first.Fields.Select(f => f.Tag).Order(), first.Fields.Select(f => f.Tag));     // TIFF requires sorted tags
        Assert.Equal("MakerCo", first.Find(0x010F)!.Text);
        Assert.Equal("note76"u8.ToArray(), structure.Child(first, TiffTag.ExifDirectory)!.Find(0x927C)!.Value);
    }

    [Fact]
    public void A_tiff_file_takes_and_gives_it_in_its_own_byte_order()
    {
        var appender = TiffAppender.Empty();
        byte[] bare = appender.Finish(appender.Directory([appender.Entry(TiffField.OfShort(256, 9)),
            appender.Entry(TiffField.OfShort(TiffTag.Orientation, 8))], 0));
        byte[] tiff = TiffExif.Embed(bare, Camera);
        Assert.Equal(9u, TiffStructure.Open(tiff)!.First()!.Find(256)!.Number);
        byte[] back = TiffExif.Extract(TiffStructure.Open(tiff));
        TiffStructure structure = TiffStructure.Open(back)!;
        Assert.True(structure.LittleEndian);
        Assert.Null(structure.First()!.Find(256));
        Assert.Equal((8, "MakerCo"), (ExifBlock.Orientation(back), structure.First()!.Find(0x010F)!.Text));
        Assert.Equal("note76"u8.ToArray(), structure.Child(structure.First()!, TiffTag.ExifDirectory)!.Find(0x927C)!.Value);
    }

    [Fact]
    public void No_damage_does_harm()
    {
        float[] random = Testing.Samples.Uniform(3 * 20_000, 5);
        for (int trial = 0; trial < 20_000; trial++)
        {
            byte[] damaged = [.. Camera];
            for (int i = 0; i < 3; i++)
                damaged[(int)(random[(3 * trial) + i] * damaged.Length)] = (byte)(random[(3 * trial) + i] * 7919);
            var metadata = new ImageMetadata { Exif = damaged, Orientation = 5, Software = "Hush" };
            byte[] edited = ExifBlock.For(metadata, withResolution: true).ToArray();
            Assert.Equal((5, "Hush"), (ExifBlock.Orientation(edited), ExifBlock.Software(edited)));
            TiffExif.Extract(TiffStructure.Open(damaged));
            TiffExif.Embed(damaged, Camera);
        }
    }

    [Fact]
    public void Values_that_overlap_do_not_multiply()
    {
        var bomb = new byte[2_000_000];
        "II*\0"u8.CopyTo(bomb);
        BinaryPrimitives.WriteUInt32LittleEndian(bomb.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt16LittleEndian(bomb.AsSpan(8), 60_000);
        for (int i = 0; i < 60_000; i++)
        {
            Span<byte> entry = bomb.AsSpan(10 + (12 * i), 12);
            BinaryPrimitives.WriteUInt16LittleEndian(entry, 270);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], 7);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], 1_900_000);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        TiffExif.Extract(TiffStructure.Open(bomb));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000_000);
    }

    [Fact]
    public void The_software_tag_says_who_was_here_once()
    {
        ImageMetadata none = ImageMetadata.None.Denoised(), camera = new ImageMetadata { Software = "camera 1.0" }.Denoised();
        Assert.StartsWith("denoised with Hush ", none.Software);
        Assert.EndsWith("; camera 1.0", camera.Software);
        Assert.Equal((true, true, false), (none.IsDenoised, camera.IsDenoised, ImageMetadata.None.IsDenoised));
        Assert.Equal(camera.Software, camera.Denoised().Software);
    }
}
