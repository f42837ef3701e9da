using Hush.Imaging.Files.Vips;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>Damaged JPEG files, whose missing part the decoder would fill with gray, and unusual but intact files.</summary>
public sealed class JpegDamageTests
{
    private const string NoEnd = "Its end marker is missing; the image itself is complete.";

    /// <summary>Columns, rows, channels, progressive, restart interval.</summary>
    public static TheoryData<int, int, int, bool, int> Kinds => new()
    {
        { 1, 1, 1, false, 0 }, { 61, 47, 3, false, 0 }, { 61, 47, 1, false, 0 }, { 61, 47, 3, true, 0 }, { 61, 47, 1, true, 0 },
        { 40, 129, 3, false, 3 },
        { 129, 40, 3, true, 0 }, { 8, 8, 3, true, 0 }, { 200, 9, 3, false, 1 },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void A_whole_file_is_whole(int width, int height, int channels, bool progressive, int restart)
    {
        foreach (int quality in new[] { 5, 60, 98 })
        {
            foreach (bool subsampled in new[] { false, true })
            {
                var check = JpegCheck.Of(Make(width, height, channels, progressive, restart, quality, subsampled), _ => { });
                Assert.Null(check.Damage);
                Assert.Equal((true, true, 0), (check.HasEnd, check.IsComplete, check.Leftover));
                Assert.Equal((width, height, channels, progressive), (check.Width, check.Height, check.Channels, check.IsProgressive));
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_file_that_is_cut_anywhere_is_refused(int width, int height, int channels, bool progressive, int restart)
    {
        byte[] file = Make(width, height, channels, progressive, restart);
        int step = Math.Max(1, file.Length / 300);
        for (int length = 3; length < file.Length - 4; length += step)
        {
            Assert.Throws<ImageFormatException>(() => TestImages.Read(file[..length]));
            byte[] ended = [.. file[..length], 0xFF, 0xD9];         // truncated, then closed by a repair program
            if (!progressive)
                Assert.Throws<ImageFormatException>(() => TestImages.Read(ended));
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_marker_within_the_data_is_damage(bool progressive)
    {
        byte[] file = Make(61, 47, 3, progressive, 0);
        int start = file.AsSpan().IndexOf<byte>([0xFF, 0xDA]) + 14;
        foreach (byte marker in new byte[] { 0xF7, 0xD9, 0xD0, 0xC4 })
        {
            byte[] damaged = [.. file];
            int at = start + ((file.Length - start) / 3);
            (damaged[at], damaged[at + 1]) = (0xFF, marker);
            var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(damaged));
            Assert.Equal("a whole JPEG file", thrown.Expected);
        }
    }

    /// <summary>
    /// Occasionally the bytes around the gap decode to as many blocks as were lost and the data ends exactly, which no decoder can detect.
    /// </summary>
    [Fact]
    public void Bytes_that_are_lost_within_are_damage_or_said()
    {
        byte[] file = Make(161, 147, 3, progressive: false, restart: 0);
        int trials = 0, silent = 0;
        for (int at = file.Length / 3; at < file.Length * 2 / 3; at += 97, trials++)
        {
            try
            {
                using Image image = TestImages.Read([.. file[..at], .. file[(at + 4000)..]]);
                silent += image.Notes.Count == 0 ? 1 : 0;
            }
            catch (ImageFormatException thrown)
            {
                Assert.Equal("a whole JPEG file", thrown.Expected);
            }
        }

        Assert.True(silent * 10 <= trials, $"{silent} of {trials} damaged files were read without a word");
    }

    [Theory, InlineData(1), InlineData(3)]
    public void A_file_without_huffman_tables_is_checked_by_the_standard_ones(int channels)
    {
        byte[] file = Make(161, 147, channels, progressive: false, restart: 0, quality: 95);
        using Image expected = TestImages.Read(file);
        byte[] bare = WithoutTables(file);
        Assert.True(bare.Length < file.Length - 200);
        using Image image = TestImages.Read(bare);
        TestImages.AssertSame(expected, image);
        Assert.Empty(image.Notes);
        Assert.Throws<ImageFormatException>(() => TestImages.Read(bare[..(bare.Length * 2 / 3)]));
        Assert.Throws<ImageFormatException>(() => TestImages.Read([.. bare[..(bare.Length * 2 / 3)], 0xFF, 0xD9]));
    }

    private static byte[] WithoutTables(byte[] file)
    {
        while (file.AsSpan().IndexOf<byte>([0xFF, 0xC4]) is >= 0 and var at)
            file = [.. file[..at], .. file[(at + 2 + (file[at + 2] << 8) + file[at + 3])..]];
        return file;
    }

    [Fact]
    public void A_restart_that_is_missing_is_damage()
    {
        byte[] file = Make(40, 129, 3, progressive: false, restart: 3);
        int marker = file.AsSpan().IndexOf<byte>([0xFF, 0xD1]);
        byte[] damaged = [.. file[..marker], .. file[(marker + 2)..]];
        Assert.Throws<ImageFormatException>(() => TestImages.Read(damaged));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Harmless_oddities_change_no_pixel(bool progressive)
    {
        byte[] file = Make(61, 47, 3, progressive, 0);
        using Image expected = TestImages.Read(file);
        Assert.Empty(expected.Notes);
        Check([.. file, .. new byte[777]]);                                              // after the end
        Check([.. file, .. file], $"After its end are {file.Length} more bytes, which are left out.");
        Check([.. file[..^2], 0xFF, 0xFF, 0xFF, .. file[^2..]]);                         // fill bytes
        Check([.. file[..2], 0xFF, 0xEE, 0, 9, .. "strange"u8, .. file[2..]]);           // an unknown segment
        Check(file[..^2], NoEnd);
        Check(file[..^1], NoEnd);
        Check([.. file[..^2], 0, 0, 0, .. file[^2..]],
            "It has unused image data (3 bytes). If part of the image looks wrong, the file is damaged.");

        void Check(byte[] odd, params string[] notes)
        {
            using Image image = TestImages.Read(odd);
            TestImages.AssertSame(expected, image);
            Assert.Equal(notes, image.Notes);
        }
    }

    [Fact]
    public void Scans_that_never_came_are_said()
    {
        byte[] file = Make(61, 47, 3, progressive: true, restart: 0);
        int last = file.AsSpan().LastIndexOf<byte>([0xFF, 0xDA]), tables = file.AsSpan(0, last).LastIndexOf<byte>([0xFF, 0xC4]);
        byte[] cut = file[..Math.Max(tables, file.AsSpan(0, last).LastIndexOf<byte>([0xFF, 0xDA]) < tables ? tables : last)];
        Assert.Contains("its end is missing", Assert.Throws<ImageFormatException>(() => TestImages.Read(cut)).Message);
        using Image image = TestImages.Read([.. cut, 0xFF, 0xD9]);
        Assert.Equal(["Its last scans are missing, so fine detail is lost."], image.Notes);
    }

    [Theory]
    [InlineData(0xC3, 8, "a lossless JPEG")]
    [InlineData(0xC9, 8, "a JPEG with arithmetic coding")]
    [InlineData(0xC5, 8, "a hierarchical JPEG")]
    [InlineData(0xC1, 12, "a JPEG with 12 bits per sample")]
    public void Kinds_that_are_not_supported_are_called_by_their_name(int marker, int precision, string name)
    {
        byte[] file = Make(61, 47, 3, progressive: false, restart: 0);
        int frame = file.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        (file[frame + 1], file[frame + 4]) = ((byte)marker, (byte)precision);
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(file));
        Assert.Equal($"'test': expected a JPEG that Hush supports, got {name}. The file is not damaged. Convert it to a standard JPEG " +
            "or to PNG.", thrown.Message);
    }

    [Fact]
    public void Too_many_scans_are_refused_before_anything_is_decoded()
    {
        byte[] file = Make(61, 47, 3, progressive: true, restart: 0);
        int last = file.AsSpan().LastIndexOf<byte>([0xFF, 0xDA]);
        byte[] many = [.. file[..last], .. Enumerable.Repeat(file[last..^2], 500).SelectMany(scan => scan), 0xFF, 0xD9];
        var check = JpegCheck.Of(many, _ => Assert.Fail("decoding would begin"));
        Assert.Equal("it has more than 500 scans", check.Damage);
        Assert.Contains("it has more than 500 scans", Assert.Throws<ImageFormatException>(() => TestImages.Read(many)).Message);
    }

    /// <summary>The check and the decoder run concurrently. Whichever ends first, a damaged file gets the error of the check.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void The_error_of_a_damaged_file_is_always_the_same(bool progressive)
    {
        byte[] file = Make(161, 147, 3, progressive, restart: 0);
        byte[] cut = [.. file[..(file.Length * 2 / 3)], 0xFF, 0xD9];
        string expected = JpegCheck.Of(cut, _ => { }).Damage!;
        Parallel.For(0, 200, _ => Assert.Equal(
            $"one that cannot be decoded ({expected})", Assert.Throws<ImageFormatException>(() => TestImages.Read(cut)).Got));
        byte[] profile = [.. file[..2], 0xFF, 0xE2, 0, 17, .. "ICC_PROFILE\0"u8, 1, 1, 9, .. file[2..]];
        Parallel.For(0, 50, _ => Assert.Equal(
            "more in its JPEG blocks",
            Assert.Throws<ImageFormatException>(() => TestImages.Read(profile, new ImageReadOptions { MaxMetadata = 0 })).Got));
    }

    private static byte[] Make(int width, int height, int channels, bool progressive, int restart, int quality = 90,
        bool subsampled = false)
    {
        VipsLibrary library = VipsLibrary.Find(isBundled: true).Library!;
        using Image picture = TestImages.Make(width, height, channels, 8, alpha: false);
        using var pixels = new VipsPixels(library, picture, 8);
        using VipsImage bare = pixels.Image();
        using VipsOperation copy = VipsOperation.Find(library, "copy")!.Set("in", bare).Set("interpretation", (int)pixels.Colors);
        Assert.True(copy.Run());
        using VipsImage image = copy.Image("out");
        using VipsOperation save = VipsOperation.Find(library, "jpegsave_buffer")!
            .Set("in", image).Set("Q", quality).Set("interlace", progressive).Set("subsample-mode", subsampled ? 1 : 2)
            .Set("restart-interval", restart);
        Assert.True(save.Run(), VipsError.Take(library));
        return save.Bytes("buffer");
    }
}
