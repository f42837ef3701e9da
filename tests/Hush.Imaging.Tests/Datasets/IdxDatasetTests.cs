using Hush.Imaging.Datasets;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Datasets;

public sealed class IdxDatasetTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]       // some files plain, some compressed
    public void Published_content_is_verified_and_its_pixels_run_from_0_to_1(bool first, bool second)
    {
        Write(first, second);
        Dataset set = MadeUp.Set().Read(_root.Path);
        Assert.True(set.Provenance.Verified);
        Assert.StartsWith($"MNIST, verified: the published content, from {_root.Path}", set.Provenance.Text);
        Assert.Equal((MadeUp.TrainingCount, MadeUp.TestCount, 1), (set.Training.Count, set.Test.Count, set.Training.Channels));
        Assert.Equal((MadeUp.Rows, MadeUp.Columns), set.Training.SizeOf(0));
        float[] pixels = new float[35];
        for (int image = 0; image < MadeUp.TrainingCount; image++)
        {
            set.Training.Read(image, pixels);
            Assert.Equal(MadeUp.TrainImages.Skip(16 + (35 * image)).Take(35).Select(v => v / 255f), pixels);
        }
    }

    [Fact]
    public void Black_is_0_and_white_is_exactly_1()
    {
        byte[] images = MadeUp.Idx([1, 1, 2]);
        images[^1] = 255;
        Write();
        _root.Write("mnist/train-images-idx3-ubyte", images);
        _root.Write("mnist/t10k-images-idx3-ubyte", images);
        File.Delete(Path.Combine(_root.Path, "mnist/train-labels-idx1-ubyte"));
        File.Delete(Path.Combine(_root.Path, "mnist/t10k-labels-idx1-ubyte"));
        float[] pixels = new float[2];
        MadeUp.Set().Read(_root.Path).Test.Read(0, pixels);
        Assert.Equal([0f, 1f], pixels);
    }

    [Fact]
    public void Well_formed_content_that_nobody_published_works_and_is_marked_with_its_hash()
    {
        byte[] other = MadeUp.Images(4, MadeUp.Rows, MadeUp.Columns);
        Write();
        _root.Write("mnist/train-images-idx3-ubyte", other);
        _root.Write("mnist/train-labels-idx1-ubyte", MadeUp.Labels(4));
        Dataset set = MadeUp.Set().Read(_root.Path);
        Assert.Equal(4, set.Training.Count);
        Assert.False(set.Provenance.Verified);
        Assert.Contains("UNVERIFIED", set.Provenance.Text);
        Assert.Contains($"train-images-idx3-ubyte has SHA-256 {MadeUp.Sha256(other)}", set.Provenance.Text);
        Assert.DoesNotContain("t10k-images-idx3-ubyte has", set.Provenance.Text);
    }

    [Fact]
    public void The_content_hash_is_that_of_the_lines_that_sha256sum_prints_and_does_not_depend_on_packing()
    {
        Write(gzipImages: true);
        string packed = MadeUp.Set().Read(_root.Path).Provenance.ContentHash;
        var sorted = MadeUp.Files.OrderBy(f => f.Name, StringComparer.Ordinal);
        string lines = string.Concat(sorted.Select(f => $"{MadeUp.Sha256(f.Content)}  {f.Name}\n"));
        Assert.Equal(MadeUp.Sha256([.. lines.Select(c => (byte)c)]), packed);
    }

    [Fact]
    public void Labels_are_not_needed_but_wrong_ones_are_an_error()
    {
        Write();
        string labels = _root.Write("mnist/train-labels-idx1-ubyte", MadeUp.Labels(5));
        Assert.Contains($"'{labels}' labels 5 images, but", Error());
        File.Delete(labels);
        Assert.True(MadeUp.Set().Read(_root.Path).Provenance.Verified);
    }

    [Theory, InlineData("train-images-idx3-ubyte"), InlineData("t10k-labels-idx1-ubyte")]
    public void A_damaged_file_is_an_error_that_says_how_to_get_an_intact_one(string name)
    {
        Write();
        string path = _root.Write($"mnist/{name}", [1, 2, 3]);
        string error = Error();
        Assert.StartsWith($"'{path}' has 3 bytes, but an IDX header alone has ", error);
        Assert.EndsWith(
            $"the file is truncated. Replace it with an intact copy; or move '{Path.GetDirectoryName(path)}' away and run "
            + "'hush data fetch mnist', which downloads the published files to the cache.",
            error);
    }

    [Fact]
    public void Training_and_test_images_of_different_sizes_do_not_belong_together()
    {
        Write();
        _root.Write("mnist/t10k-images-idx3-ubyte", MadeUp.Images(3, MadeUp.Columns, MadeUp.Rows));
        Assert.Contains("holds images of 5x7, but", Error());
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Write();
        File.Delete(Path.Combine(_root.Path, "mnist/t10k-images-idx3-ubyte"));
        Assert.StartsWith($"'{Path.Combine(_root.Path, "mnist")}' has no t10k-images-idx3-ubyte (plain or .gz). MNIST is", Error());
    }

    [Fact]
    public void A_span_of_another_length_is_refused()
    {
        Write();
        IImageSet images = MadeUp.Set().Read(_root.Path).Training;
        Assert.Equal(
            "Image 1 of 'mnist training': 5x7 pixels of 1 channel(s) are 35 values, but the span holds 36. Pass exactly 35.",
            Assert.Throws<ShapeException>(() => images.Read(1, new float[36])).Message);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        Write();
        IImageSet images = MadeUp.Set().Read(_root.Path).Training;
        float[] pixels = new float[35];
        images.Read(0, pixels);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < images.Count; i++)
            images.Read(i, pixels);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private string Error() => Assert.Throws<DatasetException>(() => MadeUp.Set().Read(_root.Path)).Message;

    private void Write(bool gzipImages = false, bool gzipLabels = false)
    {
        foreach (var (name, content) in MadeUp.Files)
        {
            bool gzip = name.Contains("images", StringComparison.Ordinal) ? gzipImages : gzipLabels;
            _root.Write($"mnist/{name}{(gzip ? ".gz" : "")}", gzip ? MadeUp.Gzip(content) : content);
        }
    }
}
