using Hush.Imaging.Files;
using Hush.Imaging.Files.Containers;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>Formats that libvips reads and writes: files of other programs, and round trips.</summary>
public sealed class VipsFileTests
{
    private static readonly byte[] Icc = [.. GoldenProfile()];

    public static TheoryData<ImageFormat, int, int, bool> Lossless => new()
    {
        { ImageFormat.Tiff, 1, 8, false }, { ImageFormat.Tiff, 1, 8, true }, { ImageFormat.Tiff, 3, 8, false },
        { ImageFormat.Tiff, 3, 8, true }, { ImageFormat.Tiff, 1, 16, false }, { ImageFormat.Tiff, 1, 16, true },
        { ImageFormat.Tiff, 3, 16, false }, { ImageFormat.Tiff, 3, 16, true }, { ImageFormat.WebP, 3, 8, false },
    };

    [Theory, MemberData(nameof(Lossless))]
    public void What_loses_nothing_is_read_back_bit_for_bit(ImageFormat format, int channels, int bits, bool alpha)
    {
        foreach ((int width, int height) in new[] { (1, 1), (7, 5), (1, 400), (400, 1), (13, 131) })
        {
            using Image image = TestImages.Make(width, height, channels, bits, alpha);
            using Image back = TestImages.Read(image.Bytes(format, quality: 100));
            TestImages.AssertSame(image, back);
        }
    }

    [Theory, InlineData(1, false), InlineData(3, false), InlineData(1, true), InlineData(3, true)]
    public void Float_tiff_keeps_every_value_and_its_alpha(int channels, bool alpha)
    {
        float[] pixels = [.. Enumerable.Range(0, 13 * 71 * channels).Select(i => i == 8 ? float.NaN : (i * 0.01f) - 3)];
        using Image plain = Image.FromPixels(pixels, 13, 71, channels, bitDepth: 32);
        float[] plane = [.. Enumerable.Range(0, 13 * 71).Select(i => i * 0.002f)];
        using var image = new Image(plain.Pixels, 32, alpha ? new AlphaPlane(null, plane) : null);
        using Image back = TestImages.Read(image.Bytes(ImageFormat.Tiff));
        Assert.Equal((32, alpha), (back.BitDepth, back.HasAlpha));
        Assert.Equal(pixels, back.Pixels.Span.ToArray());
        Assert.Equal(alpha ? plane : [], back.FloatAlpha.ToArray());
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg, 8, false, 0.05)]
    [InlineData(ImageFormat.WebP, 8, true, 0.25)]
    [InlineData(ImageFormat.Avif, 8, true, 0.03)]
    [InlineData(ImageFormat.Avif, 12, true, 0.03)]
    public void What_loses_a_little_keeps_form_and_alpha(ImageFormat format, int bits, bool alpha, double allowed) =>
        CheckLossy(format, bits, alpha, allowed);

    [SystemVipsTheory("heifsave_buffer"), InlineData(8), InlineData(12)]
    public void Heic_keeps_form_and_alpha(int bits) => CheckLossy(ImageFormat.Heic, bits, alpha: true, 0.03);

    /// <summary>The system's libvips handles HEIC alongside the bundled one, whichever is loaded first.</summary>
    [SystemVipsFact("heifsave_buffer")]
    public void Heic_and_jpeg_go_through_two_libraries_side_by_side()
    {
        using Image image = TestImages.Make(16, 16, 3, 8, alpha: false);
        for (int i = 0; i < 3; i++)
        {
            foreach (ImageFormat format in new[] { ImageFormat.Jpeg, ImageFormat.Heic, ImageFormat.WebP })
            {
                using Image back = TestImages.Read(image.Bytes(format));
                Assert.Equal((16, 16), (back.Width, back.Height));
            }
        }
    }

    private static void CheckLossy(ImageFormat format, int bits, bool alpha, double allowed)
    {
        float[] pixels = [.. Enumerable.Range(0, 40 * 30 * 3)
            .Select(i => 0.5f + (0.4f * MathF.Sin(i / 3 % 40 / 9f) * MathF.Cos((i / 120f) + (i % 3))))];
        ushort[] plane = alpha
            ? [.. Enumerable.Range(0, 1200).Select(i => (ushort)(bits == 8 ? 55 + (i / 6) : 65535 - (4368 * (i % 3))))] : [];
        using Image image = Image.FromPixels(pixels, 40, 30, 3, bits == 8 ? 8 : 16, plane);
        using Image back = TestImages.Read(image.Bytes(format));
        Assert.Equal((image.Pixels.Shape, image.BitDepth, alpha), (back.Pixels.Shape, back.BitDepth, back.HasAlpha));
        double worst = pixels.Zip(back.Pixels.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst < allowed, $"{worst} of {allowed}");
        Assert.Equal(plane.Length, back.Alpha.Length);
        int step = bits == 8 ? 0 : 65535 / ((1 << bits) - 1);
        for (int i = 0; i < plane.Length; i++)
            Assert.InRange(back.Alpha[i], plane[i] - step, plane[i] + step);
        if (alpha)
            Assert.Equal(bits == 8 ? 254 : 65535, back.Alpha.ToArray().Max());
    }

    [Fact]
    public void Jpeg_keeps_icc_and_exif_byte_for_byte_and_turns_nothing()
    {
        using Image image = TestImages.Read(GoldenFiles.Jpeg);
        ImageMetadata read = image.Metadata;
        Assert.Equal((9, 6, 8, 3), (image.Width, image.Height, image.BitDepth, image.Channels));
        Assert.Equal((6, "camera 1.0", Icc.Length), (read.Orientation, read.Software, read.Icc.Length));
        Assert.Equal(240, read.Resolution!.Value.DotsPerInch.X, 0.01);
        Assert.Equal(0x4D, read.Exif.Span[0]);
        foreach (ImageFormat format in new[] { ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.WebP })
        {
            using Image back = TestImages.Read(image.Bytes(format, quality: 100));
            Assert.Equal((9, 6, 6), (back.Width, back.Height, back.Metadata.Orientation));
            Assert.Equal(read.Icc.ToArray(), back.Metadata.Icc.ToArray());
            if (format != ImageFormat.WebP)
                Assert.Equal(read.Exif.ToArray(), back.Metadata.Exif.ToArray());
            Assert.Equal(240, back.Metadata.Resolution!.Value.DotsPerInch.Y, 0.02);
        }
    }

    [SystemVipsTheory("heifsave_buffer"), MemberData(nameof(Orientations))]
    public void Heic_is_written_upright(int orientation) => CheckUpright(ImageFormat.Heic, orientation);

    [Theory, MemberData(nameof(Orientations))]
    public void Avif_is_written_upright(int orientation) => CheckUpright(ImageFormat.Avif, orientation);

    public static TheoryData<int> Orientations => [.. Enumerable.Range(1, 8)];

    private static void CheckUpright(ImageFormat format, int orientation)
    {
        const int Wide = 40, High = 24;
        float[] pixels = [.. Enumerable.Range(0, Wide * High)
            .SelectMany(i => new[] { i % Wide / (Wide - 1f), i / Wide / (High - 1f), 0.5f })];
        using Image image = Image.FromPixels(pixels, Wide, High, 3).WithMetadata(
            new ImageMetadata { Orientation = orientation, Resolution = new Resolution(4000, 2000) });
        Assert.Empty(image.UnsupportedFeatures(format));
        using Image back = TestImages.Read(image.Bytes(format, quality: 100));
        (bool isAcross, bool left, bool top) = orientation switch        // where column 0 and row 0 are, according to EXIF
        {
            1 => (false, true, true),
            2 => (false, false, true),
            3 => (false, false, false),
            4 => (false, true, false),
            5 => (true, true, true),
            6 => (true, false, true),
            7 => (true, false, false),
            _ => (true, true, false),
        };
        Assert.Equal((isAcross ? High : Wide, isAcross ? Wide : High, 1), (back.Width, back.Height, back.Metadata.Orientation));
        Assert.Equal(1, ExifBlock.Orientation(back.Metadata.Exif));
        Resolution resolution = back.Metadata.Resolution!.Value;
        Assert.Equal(isAcross ? 0.5 : 2, resolution.X / resolution.Y, 0.01);
        for (int y = 0; y < back.Height; y++)
        {
            for (int x = 0; x < back.Width; x++)
            {
                float right = x / (back.Width - 1f), down = y / (back.Height - 1f);
                (right, down) = (left ? right : 1 - right, top ? down : 1 - down);
                Assert.Equal(isAcross ? down : right, back.Pixels.Span[((y * back.Width) + x) * 3], 0.03f);
                Assert.Equal(isAcross ? right : down, back.Pixels.Span[(((y * back.Width) + x) * 3) + 1], 0.03f);
            }
        }
    }

    [Fact]
    public void A_lossless_webp_stays_lossless_unless_a_quality_is_asked_for()
    {
        using Image made = TestImages.Make(37, 21, 3, 8, alpha: true);
        foreach (byte[] file in new[] { GoldenFiles.WebP, made.Bytes(ImageFormat.WebP, quality: 100) })
        {
            using Image image = TestImages.Read(file);
            using Image back = TestImages.Read(Write(image, ImageFormat.WebP, null));
            TestImages.AssertSame(image, back);
            Assert.True(WebPMetadata.IsLossless(Write(back, ImageFormat.WebP, null)));
            Assert.False(WebPMetadata.IsLossless(Write(image, ImageFormat.WebP, 95)));
        }

        using Image lossy = TestImages.Read(made.Bytes(ImageFormat.WebP, quality: 90)), jpeg = TestImages.Read(GoldenFiles.Jpeg);
        Assert.False(WebPMetadata.IsLossless(Write(lossy, ImageFormat.WebP, null)));
        Assert.False(WebPMetadata.IsLossless(Write(jpeg, ImageFormat.WebP, null)));
        Assert.Equal(Write(jpeg, ImageFormat.Jpeg, 95), Write(jpeg, ImageFormat.Jpeg, null));

        static byte[] Write(Image image, ImageFormat format, int? quality)
        {
            using var stream = new MemoryStream();
            image.Write(stream, format, new ImageWriteOptions { Quality = quality });
            return stream.ToArray();
        }
    }

    [Fact]
    public void The_first_frame_of_an_animated_webp_tells_whether_it_is_lossless()
    {
        byte[] head = [.. "RIFF\0\0\0\0WEBP"u8, .. "VP8X"u8, 10, 0, 0, 0, .. new byte[10], .. "ANIM"u8, 6, 0, 0, 0, .. new byte[6]];
        byte[] frame = [.. "ANMF"u8, 34, 0, 0, 0, .. new byte[16]];
        Assert.True(WebPMetadata.IsLossless([.. head, .. frame, .. "VP8L"u8, 2, 0, 0, 0, 0, 0]));
        Assert.False(WebPMetadata.IsLossless([.. head, .. frame, .. "VP8 "u8, 2, 0, 0, 0, 0, 0]));
        Assert.False(WebPMetadata.IsLossless([.. head, .. "ICCP"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "VP8L"u8, 0, 0, 0, 0]));
        Assert.False(WebPMetadata.IsLossless(head));
    }

    [SystemVipsFact("heifsave_buffer")]
    public void Metadata_crosses_heic() => Metadata_crosses_formats(ImageFormat.Heic);

    [Theory, InlineData(ImageFormat.Tiff), InlineData(ImageFormat.Avif), InlineData(ImageFormat.WebP)]
    public void Metadata_crosses_formats(ImageFormat format)
    {
        using Image jpeg = TestImages.Read(GoldenFiles.Jpeg);
        using Image marked = jpeg.WithMetadata(jpeg.Metadata.Denoised() with { Xmp = "<x:xmpmeta/>"u8.ToArray() });
        using Image other = TestImages.Read(marked.Bytes(format, quality: 100));
        Assert.Equal(jpeg.Metadata.Icc.ToArray(), other.Metadata.Icc.ToArray());
        Assert.Equal("<x:xmpmeta/>"u8.ToArray(), other.Metadata.Xmp.ToArray());
        Assert.True(other.Metadata.IsDenoised, other.Metadata.Software);
        Assert.Equal(240, other.Metadata.Resolution!.Value.DotsPerInch.X, 0.01);
        Assert.Equal("Maker", TiffStructure.Open(other.Metadata.Exif)!.First()!.Find(0x010F)!.Text);
        Assert.Equal(format is ImageFormat.Tiff or ImageFormat.WebP ? 6 : 1, other.Metadata.Orientation);

        using Image back = TestImages.Read(other.Bytes(ImageFormat.Jpeg));
        Assert.Equal(("Maker", true), (TiffStructure.Open(back.Metadata.Exif)!.First()!.Find(0x010F)!.Text, back.Metadata.IsDenoised));
    }

    [Fact]
    public void Captions_and_credits_of_a_jpeg_stay_in_jpegs_and_are_told_of_elsewhere()
    {
        byte[] caption = [0x1C, 2, 120, 0, 5, .. "Hills"u8];
        byte[] resources = [.. "Photoshop 3.0\0"u8, .. "8BIM"u8, 4, 4, 0, 0, 0, 0, 0, (byte)caption.Length, .. caption];
        using Image plain = TestImages.Read(GoldenFiles.Jpeg);
        using Image told = TestImages.Read(plain.WithMetadata(plain.Metadata with { Iptc = resources }).Bytes(ImageFormat.Jpeg));
        Assert.Equal(resources, told.Metadata.Iptc.ToArray());
        Assert.DoesNotContain(told.UnsupportedFeatures(ImageFormat.Jpeg), loss => loss.Contains("IPTC"));
        Assert.Contains(told.UnsupportedFeatures(ImageFormat.Tiff), loss => loss.Contains("IPTC"));
        using Image lost = TestImages.Read(told.Bytes(ImageFormat.Tiff));
        Assert.True(lost.Metadata.Iptc.IsEmpty);
    }

    [Fact]
    public void Captions_and_credits_of_a_tiff_stay_in_tiffs()
    {
        byte[] caption = [0x1C, 2, 120, 0, 7, .. "Valleys"u8];
        var block = TiffAppender.Empty();
        byte[] entry = block.Entry(new TiffField(33723, 7, (uint)caption.Length, caption, true));
        using Image plain = TestImages.Read(GoldenFiles.Jpeg);
        using Image told = plain.WithMetadata(plain.Metadata with { Exif = block.Finish(block.Directory([entry], next: 0)) });
        using Image back = TestImages.Read(told.Bytes(ImageFormat.Tiff)), again = TestImages.Read(back.Bytes(ImageFormat.Tiff));
        Assert.Equal(caption, TiffStructure.Open(again.Metadata.Exif)!.First()!.Find(33723)!.Value);
    }

    [Fact]
    public void Exif_that_is_too_long_for_a_jpeg_leaves_orientation_and_software()
    {
        using Image plain = TestImages.Read(GoldenFiles.Jpeg);
        // fits, but not with the software tag
        byte[] exif = [.. plain.Metadata.Exif.Span, .. new byte[65_501 - plain.Metadata.Exif.Length]];
        using Image image = plain.WithMetadata(plain.Metadata with { Exif = exif });
        Assert.Contains(image.UnsupportedFeatures(ImageFormat.Jpeg), loss => loss.Contains("64 KB"));
        using Image back = TestImages.Read(image.WithMetadata(image.Metadata.Denoised()).Bytes(ImageFormat.Jpeg));
        Assert.Equal((6, true), (back.Metadata.Orientation, back.Metadata.IsDenoised));
    }

    [Fact]
    public void A_profile_for_gray_is_not_written_beside_three_channels()
    {
        using Image picture = TestImages.Make(20, 10, 1, 8, alpha: false);
        byte[] profile = [.. Icc];
        "GRAY"u8.CopyTo(profile.AsSpan(16));
        using Image gray = picture.WithMetadata(new ImageMetadata { Icc = profile });
        using Image back = TestImages.Read(gray.Bytes(ImageFormat.WebP));
        Assert.True(back.Metadata.Icc.IsEmpty);
        Assert.Contains(gray.UnsupportedFeatures(ImageFormat.WebP), loss => loss.Contains("gray color profile"));
        Assert.DoesNotContain(gray.UnsupportedFeatures(ImageFormat.Png), loss => loss.Contains("profile"));
    }

    [Fact]
    public void Other_programs_files_are_read()
    {
        CheckGray(GoldenFiles.GrayJpeg, 8, within: 0.012);
        CheckGray(GoldenFiles.FloatTiff, 32, within: 255);
        CheckColor(GoldenFiles.Jpeg, 0.02, []);
        CheckColor(GoldenFiles.Tiff, 0, []);
        CheckColor(GoldenFiles.WebP, 0, []);
        CheckColor(GoldenFiles.PaletteTiff, 0, ["Its palette is promoted to 8-bit colors."]);
        CheckColor(GoldenFiles.Gif, 0, ["Its palette is promoted to 8-bit colors."]);
        using Image tiff = TestImages.Read(GoldenFiles.Tiff), webp = TestImages.Read(GoldenFiles.WebP),
            bits = TestImages.Read(GoldenFiles.BitTiff);
        Assert.Equal(("scanner", 150), (tiff.Metadata.Software, Math.Round(tiff.Metadata.Resolution!.Value.DotsPerInch.X)));
        Assert.Equal((6, Icc.Length), (webp.Metadata.Orientation, webp.Metadata.Icc.Length));
        Assert.Equal(["Its single bit is promoted to 8."], bits.Notes);
        Assert.Equal([255, 0, 255, 0, 255, 0, 255, 0, 255], bits.Numbers()[..9]);
    }

    [Fact]
    public void A_file_that_changed_is_read_anew()
    {
        string path = Path.GetTempFileName();
        try
        {
            foreach (byte[] file in new[] { GoldenFiles.Jpeg, GoldenFiles.GrayJpeg, GoldenFiles.Jpeg })
            {
                File.WriteAllBytes(path, file);
                using Image image = Image.Read(path);
                Assert.Equal(file.AsSpan().SequenceEqual(GoldenFiles.Jpeg) ? 3 : 1, image.Channels);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Content_decides_whatever_the_name_says()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hush-files-");
        try
        {
            string path = Path.Combine(folder.FullName, "photo.png");
            File.WriteAllBytes(path, GoldenFiles.Jpeg);
            using Image image = Image.Read(path);
            Assert.Equal((9, 6), (image.Width, image.Height));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Jpeg_is_written_without_subsampling_at_the_quality_asked_for()
    {
        using Image image = TestImages.Make(61, 47, 3, 8, alpha: false);
        byte[] usual = image.Bytes(ImageFormat.Jpeg), small = image.Bytes(ImageFormat.Jpeg, quality: 20);
        Assert.True(small.Length < usual.Length / 2, $"{small.Length}, {usual.Length}");
        int frame = usual.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        Assert.Equal([0x11, 0x11, 0x11], new[] { usual[frame + 11], usual[frame + 14], usual[frame + 17] });
    }

    private static void CheckGray(byte[] file, int bits, double within)
    {
        using Image image = TestImages.Read(file);
        Assert.Equal((9, 6, 1, bits), (image.Width, image.Height, image.Channels, image.BitDepth));
        float[] expected = [.. Enumerable.Range(0, 54).Select(i => ((i % 9 * 20) + (i / 9 * 13)) % 256 / (bits == 32 ? 1f : 255f))];
        if (bits == 32)
            Assert.Equal(expected, image.Pixels.Span.ToArray());        // floats above 1 are kept
        Assert.True(expected.Zip(image.Pixels.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max() <= within);
    }

    private static void CheckColor(byte[] file, double within, string[] notes)
    {
        using Image image = TestImages.Read(file);
        float[] expected = [.. Enumerable.Range(0, 54)
            .SelectMany(i => new[] { i % 9 * 25 / 255f, i / 9 * 40 / 255f, (255 - (i % 9 * 10) - (i / 9 * 20)) / 255f })];
        Assert.Equal((9, 6, 3, 8), (image.Width, image.Height, image.Channels, image.BitDepth));
        Assert.True(expected.Zip(image.Pixels.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max() <= within);
        Assert.Equal(notes, image.Notes);
    }

    private static byte[] GoldenProfile()
    {
        using Image png = TestImages.Read(GoldenFiles.Png);
        return png.Metadata.Icc.ToArray();
    }
}
