using Hush.Cli.Commands.Denoise;
using Hush.Cli.Commands.Denoise.Shards;
using Hush.Cli.Display;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.Denoise.Shards;

/// <summary>Runs shards with a fake denoising function, which fails as files and machines do.</summary>
public sealed class ShardedBatchTests : IDisposable
{
    private const int DiskFull = 28, InputOutputError = 5;

    private readonly TemporaryFolder _folder = new();

    public ShardedBatchTests()
    {
        Directory.CreateDirectory(_folder["in"]);
        foreach (int i in Enumerable.Range(1, 4))
            File.WriteAllText(Path.Combine(_folder["in"], $"{i}.png"), "noisy");
    }

    public static TheoryData<Exception, int> Failures => new()
    {
        { new IOException("'2.png' already exists."), ExitCode.BadFiles },
        { new FileNotFoundException("'2.png' does not exist."), ExitCode.BadFiles },
        { new UnauthorizedAccessException("'2.png': access denied."), ExitCode.BadFiles },
        { new EndOfStreamException("'2.png' ends early."), ExitCode.BadFiles },
        { new WrongUseException("'2.png' has an unknown format."), ExitCode.BadFiles },
        { new IOException("'2.png': input/output error.", InputOutputError), ExitCode.MachineFailed },
        { new IOException("'2.png' cannot be written.", new IOException("stale handle", InputOutputError)), ExitCode.MachineFailed },
        { new InsufficientMemoryException("2.png needs 3 GB."), ExitCode.MachineFailed },
    };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Failures))]
    public void The_exit_code_tells_a_bad_file_from_a_bad_machine_and_the_other_files_are_denoised(Exception failure, int code)
    {
        CommandRun run = Run(pair => pair.Output.EndsWith("2.png", StringComparison.Ordinal) ? throw failure : Write(pair));
        Assert.Equal(code, run.Code);
        Assert.EndsWith("3 denoised, 0 skipped, 1 failed", run.Output.TrimEnd());
        FileLine line = Assert.Single(Lines(), line => line.Status == FileState.Failed);
        Assert.Equal(("2.png", Errors.MessageOf(failure)), (line.Source, line.Reason));

        Assert.Equal(ExitCode.Done, Run(Write).Code);
        Assert.Equal(
            ["1.png", "2.png", "3.png", "4.png"],
            Lines().Where(l => l.IsWritten).Select(l => l.Source).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_full_disk_stops_the_shard()
    {
        CommandRun run = Run(pair => pair.Output.EndsWith("2.png", StringComparison.Ordinal)
            ? throw new IOException($"'{pair.Output}' cannot be written.", new IOException("No space left on device", DiskFull))
            : Write(pair));
        Assert.Equal(ExitCode.MachineFailed, run.Code);
        Assert.Contains("Stopped: 2 of 4 images are left.", run.Error);
        Assert.EndsWith("1 denoised, 0 skipped, 1 failed", run.Output.TrimEnd());
    }

    [Fact]
    public void An_output_folder_that_disappears_stops_the_shard_as_a_failure_of_the_machine()
    {
        CommandRun run = Run(pair =>
        {
            Directory.Move(_folder["out"], _folder["moved"]);
            return Write(pair);
        });
        Assert.Equal(ExitCode.MachineFailed, run.Code);
        Assert.Contains("was moved or deleted during the run.", run.Error);
    }

    [Fact]
    public void An_interrupted_shard_says_that_the_same_command_continues_it()
    {
        CommandRun run = Run(pair => pair.Output.EndsWith("3.png", StringComparison.Ordinal)
            ? throw new OperationCanceledException() : Write(pair));
        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.Equal("Interrupted: 2 of 4 images are left. Run the same command again to continue.", run.Error.TrimEnd());
    }

    private ShardRun? Current { get; set; }

    private CommandRun Run(Func<ImagePair, DenoiseReport> clean)
    {
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(new TextChannel(output, isTerminal: false), new TextChannel(error, isTerminal: false));
        var plan = new DenoisePlan([_folder["in"]], _folder["out"]);
        var settings = new DenoiseSettings
        {
            Inputs = [_folder["in"]], Output = _folder["out"], Options = new DenoiseOptions(), Shard = new ShardChoice(0, 1),
        };
        var options = new ManifestSettings("0.1.0", "auto", null, null, 100, null, null);
        using var shard = new ShardRun(new Shard(0, 1), ShardFolders.Of(settings), plan, options);
        Current = shard;
        var reports = new DenoiseReports(terminal, json: false, single: false, imageTakesOutput: false);
        int code = new DenoiseBatch(settings, plan, shard, reports, terminal.Error).Run((pair, _) => clean(pair));
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    private DenoiseReport Write(ImagePair pair)
    {
        File.WriteAllText(pair.Output, "clean");
        var (bytes, hash) = ManifestFile.HashOf(pair.Output)!.Value;
        Current!.Record(pair, new OutputContent(bytes, hash), "model", isUnchanged: false);
        return new DenoiseReport(pair.Input, pair.Output, "model", 1, 1, 1, 8);
    }

    private List<FileLine> Lines()
    {
        using FileStream stream = File.OpenRead(Path.Combine(_folder["out"], ManifestFile.NameOf(new Shard(0, 1))));
        return ManifestFile.Read(stream);
    }
}
