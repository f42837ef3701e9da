using Hush.Imaging.Datasets.Formats;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Datasets;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("images", false)]
    [InlineData("images.gz", true)]
    [InlineData("images", true)]        // wrong extension: the content decides
    [InlineData("images.gz", false)]
    public void A_file_reads_the_same_plain_or_gzipped_under_either_name(string name, bool gzipped)
    {
        byte[] content = MadeUp.Images(3, 5, 7);
        IdxFile file = IdxFile.Read(_folder.Write(name, gzipped ? MadeUp.Gzip(content) : content), 3);
        Assert.Equal([3, 5, 7], file.Extents);
        Assert.Equal(content[16..], file.Values);
        Assert.Equal(MadeUp.Sha256(content), file.Sha256);
    }

    [Fact]
    public void A_file_that_begins_otherwise_is_not_an_IDX_file()
    {
        string path = _folder.Write("images", [.. "<!DOCTYPE html><html></html>"u8]);
        Assert.Equal(
            $"'{path}' is not an IDX file of images: it begins with 3C 21 44 4F, expected 00 00 08 03.",
            Error(path));
    }

    [Fact]
    public void Labels_are_not_taken_for_images() =>
        Assert.Contains("begins with 00 00 08 01, expected 00 00 08 03", Error(_folder.Write("images", MadeUp.Labels(40))));

    [Fact]
    public void No_shortened_plain_file_is_accepted()
    {
        byte[] content = MadeUp.Images(2, 3, 5);
        for (int length = 0; length < content.Length; length++)
            Error(_folder.Write("images", content[..length]));
        string path = _folder.Write("images", content[..^1]);
        Assert.StartsWith(
            $"'{path}' has the wrong length: its header says 2 x 3 x 5, so it must have 46 bytes, but it has 45.", Error(path));
    }

    [Fact]
    public void No_shortened_gzipped_file_is_accepted()
    {
        byte[] packed = MadeUp.Gzip(MadeUp.Images(2, 3, 5));
        for (int length = 0; length < packed.Length; length++)
            Error(_folder.Write("images.gz", packed[..length]));
        string path = _folder.Write("images.gz", packed[..^8]);
        Assert.Contains("has an invalid gzip trailer: it must state the length of the content, 46, but states", Error(path));
    }

    [Fact]
    public void No_byte_may_follow()
    {
        byte[] content = MadeUp.Images(2, 3, 5);
        Assert.Contains("must have 46 bytes, but it has 47", Error(_folder.Write("a", [.. content, 0])));
        Assert.Contains("must have 46 bytes, but it has more", Error(_folder.Write("b.gz", MadeUp.Gzip([.. content, 0]))));
        Assert.Contains("invalid gzip trailer", Error(_folder.Write("c.gz", [.. MadeUp.Gzip(content), 0])));
    }

    [Fact]
    public void A_flipped_bit_in_the_checksum_is_noticed()
    {
        byte[] packed = MadeUp.Gzip(MadeUp.Images(2, 3, 5));
        packed[^6] ^= 1;
        string path = _folder.Write("images.gz", packed);
        Assert.StartsWith($"'{path}' is a damaged gzip file", Error(path));
    }

    [Fact]
    public void A_header_that_promises_gigabytes_is_refused_before_they_are_allocated()
    {
        byte[] liar = MadeUp.Images(1, 3, 5);
        (liar[4], liar[5]) = (0x04, 0x00);                      // 67,108,865 images
        string path = _folder.Write("images.gz", MadeUp.Gzip(liar));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("compressed bytes cannot hold that much", Error(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        liar[8] = 0x7F;                                         // so many rows that the product exceeds 2^63
        Assert.Contains("the product at most", Error(_folder.Write("more", liar)));
    }

    [Fact]
    public void An_extent_of_zero_is_refused() =>
        Assert.Contains("0 x 5 x 7 bytes; each dimension must be at least 1", Error(_folder.Write("images", MadeUp.Idx([0, 5, 7]))));

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("'/nowhere/images' cannot be read", Error("/nowhere/images"));

    private static string Error(string path) => Assert.Throws<DatasetException>(() => IdxFile.Read(path, 3)).Message;
}
