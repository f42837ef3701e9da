using System.Formats.Tar;
using System.Security.Cryptography;
using Hush.Imaging.Datasets;
using Hush.Imaging.Datasets.Standard;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Datasets;

public sealed class CifarDatasetTests : IDisposable
{
    private const int Test = 6;

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Five_batches_follow_each_other_and_planes_become_pixels()
    {
        WriteFolder();
        Dataset set = new CifarDataset("unknown").Read(_root.Path);
        Assert.Equal((10, 2, 3, (32, 32)), (set.Training.Count, set.Test.Count, set.Training.Channels, set.Training.SizeOf(0)));
        float[] pixels = new float[3072];
        for (int image = 0; image < 12; image++)
        {
            var (images, index) = image < 10 ? (set.Training, image) : (set.Test, image - 10);
            images.Read(index, pixels);
            for (int i = 0; i < pixels.Length; i++)
                Assert.Equal(MadeUp.CifarValue(1 + (image / 2), image % 2, i % 3, i / 3) / 255f, pixels[i]);
        }
    }

    [Fact]
    public void An_unpacked_folder_is_unverified_and_comes_with_its_hashes()
    {
        WriteFolder();
        Provenance provenance = new CifarDataset("unknown").Read(_root.Path).Provenance;
        Assert.False(provenance.Verified);
        Assert.Contains($"data_batch_3.bin has SHA-256 {MadeUp.Sha256(MadeUp.Cifar(3, 2))}", provenance.Text);
    }

    [Fact]
    public void The_published_archive_is_verified_and_has_the_content_hash_of_its_unpacked_folder()
    {
        byte[] archive = Archive();
        string md5 = Md5(archive);
        _root.Write("cifar-10-binary.tar.gz", archive);
        var set = new CifarDataset(md5);
        Provenance packed = set.Read(_root.Path).Provenance;
        Assert.True(packed.Verified);
        WriteFolder();
        Provenance unpacked = set.Read(_root.Path).Provenance;
        Assert.False(unpacked.Verified);
        Assert.Equal(packed.ContentHash, unpacked.ContentHash);
    }

    [Fact]
    public void An_archive_with_other_content_is_refused()
    {
        byte[] archive = Archive();
        string path = _root.Write("cifar-10-binary.tar.gz", archive);
        Assert.StartsWith(
            $"'{path}' is not the published CIFAR-10 archive: its MD5 is {Md5(archive)} ({archive.Length} bytes), but the published one " +
            "is 0123. Delete it and run "
            + "'hush data fetch cifar10'; to use other content, unpack it",
            Assert.Throws<DatasetException>(() => new CifarDataset("0123").Read(_root.Path)).Message);
    }

    [Fact]
    public void A_file_that_is_not_whole_records_is_an_error()
    {
        WriteFolder();
        string path = _root.Write("cifar-10-batches-bin/data_batch_2.bin", MadeUp.Cifar(2, 2)[..^1]);
        Assert.Equal(
            $"'{path}' has the wrong length: expected a multiple of 3073 bytes (the published files have 10000 records, 30730000 " +
            "bytes), got 6145. "
            + $"Replace it with an intact copy; or move '{Path.GetDirectoryName(path)}' away and run 'hush data fetch cifar10', which " +
                "downloads the "
            + "published files to the cache.",
            Error());
        _root.Write("cifar-10-batches-bin/data_batch_2.bin", []);
        Assert.Contains("got 0", Error());
    }

    [Fact]
    public void A_label_above_9_is_an_error()
    {
        WriteFolder();
        byte[] records = MadeUp.Cifar(Test, 2);
        records[3073] = 10;
        _root.Write("cifar-10-batches-bin/test_batch.bin", records);
        Assert.Contains("record 1 begins with label 10, expected 0 to 9", Error());
    }

    [Fact]
    public void Missing_batches_are_named()
    {
        WriteFolder();
        File.Delete(Path.Combine(_root.Path, "cifar-10-batches-bin", "data_batch_4.bin"));
        Assert.Equal(Presence.Partial, new CifarDataset("unknown").In(_root.Path));
        Assert.Contains("has no data_batch_4.bin. CIFAR-10 is data_batch_1.bin to", Error());
    }

    private string Error() => Assert.Throws<DatasetException>(() => new CifarDataset("unknown").Read(_root.Path)).Message;

    private static string Name(int file) => file == Test ? "test_batch.bin" : $"data_batch_{file}.bin";

    private void WriteFolder()
    {
        for (int file = 1; file <= Test; file++)
            _root.Write($"cifar-10-batches-bin/{Name(file)}", MadeUp.Cifar(file, 2));
    }

    private static byte[] Archive()
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            for (int file = Test; file >= 1; file--)        // not in reading order
            {
                using var content = new MemoryStream(MadeUp.Cifar(file, 2));
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile,
                    $"cifar-10-batches-bin/{Name(file)}")
                { DataStream = content });
            }
        }

        return MadeUp.Gzip(tar.ToArray());
    }

    private static string Md5(byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
