using System.Text;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>For images with very long rows, the decoder's row buffers also count toward the limit, before they are allocated.</summary>
public sealed class RowLimitTests
{
    private const int Width = 30_000_000;

    public static TheoryData<string> Kinds =>
        ["rgba 16", "rgb 8", "palette", "gray 1 bit", "interlaced", "clear color", "P5", "P6 16", "P4", "P2", "Pf", "PF"];

    [Theory, MemberData(nameof(Kinds))]
    public void A_long_row_beyond_the_limit_is_refused_before_anything_is_allocated(string kind)
    {
        byte[] file = File(kind);
        long needed = Needed(kind);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(file, new ImageReadOptions { MaxMemory = needed - 1 }));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        Assert.Equal($"one that needs {(needed + 999_999) / 1_000_000} MB", thrown.Got);
    }

    [Fact]
    public void A_small_file_cannot_hold_the_longest_row()
    {
        byte[] file = PngBytes.File(PngBytes.Header(1 << 27, 1, 16, 6), PngBytes.Chunk("IDAT", 0x78, 1));
        Assert.True(file.Length < 80);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var thrown = Assert.Throws<ImageFormatException>(() =>
            TestImages.Read(file, new ImageReadOptions { MaxMemory = long.MaxValue, MaxPixels = long.MaxValue }));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        Assert.Equal("at least 1040447 bytes for 134217728x1 pixels", thrown.Expected);
    }

    [Fact]
    public void What_is_counted_is_what_is_allocated()
    {
        const int Columns = 1_000_000;
        byte[] file = PngBytes.File(PngBytes.Header(Columns, 1, 16, 6), PngBytes.Data(new byte[1 + (8 * Columns)]), PngBytes.End);
        using (Image warm = TestImages.Read(file))
            Assert.Equal(Columns, warm.Width);
        long counted = Needed("rgba 16") / (Width / Columns), pixels = 12L * Columns;
        long before = GC.GetAllocatedBytesForCurrentThread();
        using Image image = TestImages.Read(file);
        long managed = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(managed, counted - pixels - 1_000_000, counted + 1_000_000);       // the pixels themselves may be native memory
    }

    [Fact]
    public void A_copy_of_a_pipe_counts_with_the_image()
    {
        using Image image = TestImages.Make(600, 500, 3, 8, alpha: false);
        byte[] file = image.Bytes(ImageFormat.Ppm);
        using var pipe = new System.IO.Compression.ZLibStream(new MemoryStream(PngBytes.Deflate(file)),
            System.IO.Compression.CompressionMode.Decompress);
        long pixels = 4L * 600 * 500 * 3;
        var thrown = Assert.Throws<ImageFormatException>(() =>
            Image.Read(pipe, "pipe", new ImageReadOptions { MaxMemory = pixels + (file.Length / 2) }));
        Assert.StartsWith("an image that needs at most", thrown.Expected);
        using Image direct = TestImages.Read(file, new ImageReadOptions { MaxMemory = pixels + (file.Length / 2) });
    }

    /// <summary>Bytes of float pixels, alpha, rows as stored in the file, and rows as samples.</summary>
    private static long Needed(string kind) => kind switch
    {
        "rgba 16" => Width * (12L + 2 + (2 * 8) + 8) + 2,
        "rgb 8" => Width * (12L + (2 * 3) + 6) + 2,
        "palette" => Width * (12L + 2 + 6 + 2) + 2,
        "gray 1 bit" => (Width * (4L + 2 + 2)) + (2 * (Width / 8)) + 2,
        "interlaced" => Width * (12L + (2 * 3) + 6) + 2,
        "clear color" => Width * (4L + 2 + 2 + 4 + 2) + 2,
        "P5" => Width * (4L + 2 + 1),
        "P6 16" => Width * (12L + 6 + 6),
        "P4" => (Width * (4L + 2)) + (Width / 8),
        "P2" => Width * (4L + 2),
        "Pf" => Width * 8L,
        "PF" => Width * 24L,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static byte[] File(string kind)
    {
        byte[] text(string header) => Encoding.ASCII.GetBytes(header);
        byte[] data = PngBytes.Chunk("IDAT", new byte[300_000]);
        return kind switch
        {
            "rgba 16" => PngBytes.File(PngBytes.Header(Width, 1, 16, 6), data),
            "rgb 8" => PngBytes.File(PngBytes.Header(Width, 1, 8, 2), data),
            "palette" => PngBytes.File(PngBytes.Header(Width, 1, 8, 3), PngBytes.Chunk("PLTE", 1, 2, 3), data),
            "gray 1 bit" => PngBytes.File(PngBytes.Header(Width, 1, 1, 0), data),
            "interlaced" => PngBytes.File(PngBytes.Header(Width, 1, 8, 2, interlaced: true), data),
            "clear color" => PngBytes.File(PngBytes.Header(Width, 1, 8, 0), PngBytes.Chunk("tRNS", 0, 1), data),
            "P5" => text($"P5 {Width} 1 255\n"),
            "P6 16" => text($"P6 {Width} 1 65535\n"),
            "P4" => text($"P4 {Width} 1\n"),
            "P2" => text($"P2 {Width} 1 255\n"),
            "Pf" => text($"Pf {Width} 1 -1\n"),
            "PF" => text($"PF {Width} 1 -1\n"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}
