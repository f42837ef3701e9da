using Hush.Imaging.Datasets;
using Hush.Imaging.Datasets.Standard;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Datasets;

/// <summary>The four files of MNIST under the various names in use.</summary>
public sealed class IdxNamesTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("dots")]
    [InlineData("dots, packed")]
    [InlineData("capitals")]
    [InlineData("capitals, packed")]
    [InlineData("folders")]
    [InlineData("folders with dots")]
    [InlineData("folders, packed")]
    public void Names_that_programs_give_the_files_are_taken(string kind)
    {
        foreach (var (name, content) in MadeUp.Files)
        {
            string dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
            bool packed = kind.EndsWith("packed", StringComparison.Ordinal);
            string place = kind switch
            {
                "dots" => dotted,
                "dots, packed" => dotted + ".gz",
                "capitals" => name.ToUpperInvariant(),
                "capitals, packed" => name.ToUpperInvariant() + ".GZ",
                "folders" => $"{name}/{name}",
                "folders with dots" => $"{dotted}/{dotted}",
                _ => $"{name}/{name}.gz",
            };
            _root.Write($"mnist/{place}", packed ? MadeUp.Gzip(content) : content);
        }

        IdxDataset set = MadeUp.Set();
        Assert.Equal(Presence.Complete, set.In(_root.Path));
        Dataset read = set.Read(_root.Path);
        Assert.True(read.Provenance.Verified);
        Assert.Equal((MadeUp.TrainingCount, MadeUp.TestCount), (read.Training.Count, read.Test.Count));
    }

    [Theory]
    [InlineData("train-images.idx3-ubyte", "")]
    [InlineData("TRAIN-IMAGES-IDX3-UBYTE.GZ", " (decompressed)")]
    [InlineData("train-images.idx3-ubyte/train-images.idx3-ubyte", "")]
    public void Content_that_is_not_the_published_one_is_reported_by_the_name_that_the_file_has(string there, string decompressed)
    {
        byte[] other = [.. MadeUp.TrainImages];
        other[^1] ^= 1;
        foreach (var (name, content) in MadeUp.Files)
        {
            bool isOther = name == "train-images-idx3-ubyte";
            byte[] written = isOther ? other : content;
            _root.Write($"mnist/{(isOther ? there : name)}", isOther && decompressed.Length > 0 ? MadeUp.Gzip(written) : written);
        }

        string text = MadeUp.Set().Read(_root.Path).Provenance.Text;
        Assert.EndsWith($"; {there.Replace('/', Path.DirectorySeparatorChar)} has SHA-256 {MadeUp.Sha256(other)}{decompressed})", text);
    }

    [Fact]
    public void The_published_name_goes_before_others()
    {
        foreach (string name in new[] { "x.idx3-ubyte", "x-idx3-ubyte.gz", "x-idx3-ubyte" })
            _root.Write(name, [1]);
        foreach (string expected in new[] { "x-idx3-ubyte", "x-idx3-ubyte.gz", "x.idx3-ubyte" })
        {
            string found = IdxNames.Find(_root.Path, "x-idx3-ubyte")!;
            Assert.Equal(expected, Path.GetFileName(found));
            File.Delete(found);
        }
    }

    [Fact]
    public void Other_files_and_folders_are_not_taken()
    {
        _root.Write("train-images-idx3-ubyte.txt", [1]);
        _root.Write("train-images-idx3-ubyte/readme", [1]);
        Assert.Null(IdxNames.Find(_root.Path, "train-images-idx3-ubyte"));
        Assert.Null(IdxNames.Find(Path.Combine(_root.Path, "none"), "train-images-idx3-ubyte"));
    }
}
