using Hush.Imaging.Datasets;
using Hush.Imaging.Datasets.Fetching;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Datasets;

public sealed class FetcherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> BadMirrors => new()
    {
        { "forbidden", "train-images-idx3-ubyte.gz: HTTP status 403 Forbidden" },
        { "truncated", "train-images-idx3-ubyte.gz: The response ended prematurely" },
        { "wrong", "train-images-idx3-ubyte.gz was rejected: the SHA-256 of its content is" },
        { "portal", "train-images-idx3-ubyte.gz was rejected: '" },
        { "silent", "train-images-idx3-ubyte.gz: no data received for 0.3 s" },
        { "endless", "train-images-idx3-ubyte.gz: sent 70000000 bytes or more, expected at most 67108864" },
    };

    [Theory, MemberData(nameof(BadMirrors))]
    public async Task A_mirror_that_fails_is_passed_over_and_its_failure_kept(string bad, string failure)
    {
        using var server = new LocalServer(Respond);
        IReadOnlyList<string> failures = await FetchAsync(server, bad, "good");
        Assert.Contains($"{server.Address}{bad}/: {failure}", failures[0]);
        AssertComplete();
    }

    [Fact]
    public async Task Nothing_is_asked_of_further_mirrors_once_all_is_there()
    {
        using var server = new LocalServer(Respond);
        Assert.Empty(await FetchAsync(server, "good", "forbidden"));
        Assert.Equal(4, server.Asked.Count);
        Assert.Empty(await FetchAsync(server, "forbidden"));        // a second fetch finds everything in the cache
        Assert.Equal(4, server.Asked.Count);
    }

    [Fact]
    public async Task The_next_mirror_is_asked_only_for_what_is_missing()
    {
        using var server = new LocalServer(Respond);
        await FetchAsync(server, "half", "good");
        Assert.Equal(
            ["/good/t10k-images-idx3-ubyte.gz", "/good/t10k-labels-idx1-ubyte.gz"],
            server.Asked.Where(path => path.StartsWith("/good", StringComparison.Ordinal)));
        AssertComplete();
    }

    [Fact]
    public async Task A_damaged_file_in_the_cache_is_replaced_under_whichever_name_it_has()
    {
        using var server = new LocalServer(Respond);
        _folder.Write("train-labels-idx1-ubyte", [1, 2, 3]);
        await FetchAsync(server, "good");
        AssertComplete();
    }

    [Fact]
    public async Task When_all_fail_every_failure_is_listed_and_nothing_is_left()
    {
        using var server = new LocalServer(Respond);
        var error = await Assert.ThrowsAsync<DatasetException>(() => FetchAsync(server, "forbidden", "truncated", "wrong"));
        Assert.StartsWith("missing: train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz,", error.Message);
        Assert.Contains($"\n  {server.Address}forbidden/: train-images-idx3-ubyte.gz: HTTP status 403 Forbidden\n", error.Message);
        Assert.Contains($"\n  {server.Address}truncated/: ", error.Message);
        Assert.Contains($"\n  {server.Address}wrong/: t10k-labels-idx1-ubyte.gz was rejected", error.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_passed_over()
    {
        Uri gone;
        using (var closed = new LocalServer(Respond))
            gone = closed.Address;
        using var server = new LocalServer(Respond);
        IReadOnlyList<string> failures = await Fetcher.FetchAsync(
            MadeUp.Set().Files, [new Mirror(gone, TimeSpan.FromSeconds(5)), Mirror(server, "good")], _folder.Path, null, default);
        Assert.StartsWith($"{gone}: train-images-idx3-ubyte.gz: ", Assert.Single(failures));
        AssertComplete();
    }

    [Fact]
    public async Task A_cancelled_fetch_leaves_no_unfinished_file()
    {
        using var server = new LocalServer(Respond);
        using var cancellation = new CancellationTokenSource();
        var progress = new Heard(step =>
        {
            if (step.Bytes > 0)
                cancellation.Cancel();
        });
        var mirror = new Mirror(new Uri(server.Address, "silent/"), TimeSpan.FromMinutes(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Fetcher.FetchAsync(MadeUp.Set().Files, [mirror], _folder.Path, progress, cancellation.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Progress_ends_with_all_bytes_of_every_file()
    {
        using var server = new LocalServer(Respond);
        var steps = new List<FetchProgress>();
        await Fetcher.FetchAsync(MadeUp.Set().Files, [Mirror(server, "good")], _folder.Path, new Heard(steps.Add), default);
        foreach (var (name, content) in MadeUp.Files)
        {
            FetchProgress last = steps.Last(s => s.File == name + ".gz");
            Assert.Equal((server.Address + "good/", MadeUp.Gzip(content).LongLength, last.Total), (last.Source, last.Bytes, last.Bytes));
        }
    }

    private Task<IReadOnlyList<string>> FetchAsync(LocalServer server, params string[] mirrors) =>
        Fetcher.FetchAsync(MadeUp.Set().Files, [.. mirrors.Select(m => Mirror(server, m))], _folder.Path, null, default);

    private static Mirror Mirror(LocalServer server, string name) =>
        new(new Uri(server.Address, name + "/"), TimeSpan.FromSeconds(name == "silent" ? 0.3 : 10));

    private void AssertComplete()
    {
        Assert.Equal(4, Directory.EnumerateFileSystemEntries(_folder.Path).Count());
        foreach (OfficialFile file in MadeUp.Set().Files)
            Assert.Null(file.Refusal(file.In(_folder.Path)!));
    }

    private static Answer Respond(string path)
    {
        string[] parts = path.Split('/');
        byte[] good = MadeUp.Gzip(MadeUp.Files.Single(f => f.Name + ".gz" == parts[^1]).Content);
        int dimensions = path.Contains("images", StringComparison.Ordinal) ? 3 : 1;
        return parts[1] switch
        {
            "forbidden" => new Answer(403, [.. "no"u8]),
            "truncated" => new Answer(200, good, Sent: good.Length / 2),
            "wrong" => new Answer(200, MadeUp.Gzip(MadeUp.Idx(dimensions == 3 ? [2, 5, 7] : [2]))),
            "portal" => new Answer(200, [.. "<html>Please log in to this network first.</html>"u8]),
            "silent" => new Answer(200, good, Sent: good.Length / 2, ThenSilence: true),
            "endless" => new Answer(200, new byte[70_000_000]),
            "half" when path.Contains("t10k", StringComparison.Ordinal) => new Answer(404, []),
            _ => new Answer(200, good),
        };
    }

    private sealed class Heard(Action<FetchProgress> hear) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => hear(value);
    }
}
