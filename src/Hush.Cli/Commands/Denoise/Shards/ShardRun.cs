using System.Diagnostics;

namespace Hush.Cli.Commands.Denoise.Shards;

/// <summary>The files of one shard, and what happens to them.</summary>
internal sealed class ShardRun : IDisposable
{
    private readonly ShardFolders _folders;
    private readonly ShardManifest _manifest;
    private readonly string _options;
    private bool _hasMachineFailed, _hasFileFailed;
    private long _start = Stopwatch.GetTimestamp();

    /// <summary>Opens the manifest of the shard.</summary>
    /// <exception cref="WrongUseException">The output folder has manifests of another number of shards.</exception>
    /// <exception cref="MachineFailureException">The output folder cannot be written, or another process works on the shard.</exception>
    public ShardRun(Shard shard, ShardFolders folders, DenoisePlan plan, ManifestSettings settings)
    {
        (_folders, _options) = (folders, settings.Fingerprint());
        Pairs = [.. plan.Pairs.Where(pair => shard.Contains(folders.Source(pair)))];
        foreach (Exception why in plan.Unreadable.Values)
            NoteFailure(why);
        var attempt = new AttemptLine(shard.Index, shard.Count, Pairs.Count)
        {
            Started = DateTimeOffset.UtcNow, Machine = Environment.MachineName, Options = _options, Settings = settings,
        };
        try
        {
            Directory.CreateDirectory(folders.Output);
            CheckCount(shard, folders.Output);
            _manifest = new ShardManifest(Path.Combine(folders.Output, ManifestFile.NameOf(shard)), attempt);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MachineFailureException(e);
        }
    }

    /// <summary>The images of the shard, in order.</summary>
    public IReadOnlyList<ImagePair> Pairs { get; }

    /// <summary>The exit code after all images were tried.</summary>
    public int ExitCode =>
        _hasMachineFailed ? Cli.ExitCode.MachineFailed : _hasFileFailed ? Cli.ExitCode.BadFiles : Cli.ExitCode.Done;

    /// <summary>Whether an earlier attempt wrote the output with the same options, and it is still there.</summary>
    public bool IsDone(ImagePair pair)
    {
        if (_manifest.Find(_folders.Source(pair)) is not { IsWritten: true } line || line.Options != _options ||
            line.Output != _folders.Name(pair))
            return false;
        try
        {
            return ManifestFile.HashOf(pair.Output) is { } found && found == (line.Bytes, line.Sha256);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;           // reported when it is denoised
        }
    }

    /// <summary>Whether the existing output is from an earlier attempt, so that it may be replaced.</summary>
    public bool IsOwn(ImagePair pair) =>
        ManifestFile.HashOf(pair.Output) is { } found && _manifest.HasWritten(_folders.Name(pair), found.Sha256);

    public void Begin() => _start = Stopwatch.GetTimestamp();

    /// <summary>
    /// Records an output just before it gets its name: if the process is killed in between, the line is known to be untrue by the missing
    /// output, while an output without a line would look like a file of somebody else.
    /// </summary>
    public void Record(ImagePair pair, OutputContent content, string? model, bool isUnchanged) => _manifest.Add(new FileLine
    {
        Source = _folders.Source(pair),
        Output = _folders.Name(pair),
        Status = isUnchanged ? FileState.Unchanged : FileState.Done,
        Seconds = Seconds(),
        Bytes = content.Bytes,
        Sha256 = content.Sha256,
        Model = model,
        Options = _options,
    });

    /// <summary>Records that an image was not denoised.</summary>
    /// <exception cref="MachineFailureException">The manifest cannot be written.</exception>
    public void Fail(ImagePair pair, Exception failure)
    {
        NoteFailure(failure);
        try
        {
            _manifest.Add(new FileLine
            {
                Source = _folders.Source(pair),
                Output = _folders.Name(pair),
                Status = FileState.Failed,
                Reason = Errors.MessageOf(failure),
                Seconds = Seconds(),
                Options = _options,
            });
        }
        catch (IOException e)
        {
            throw new MachineFailureException(e);
        }
    }

    public void Dispose() => _manifest.Dispose();

    /// <summary>Shards of another count would denoise the same files again.</summary>
    private static void CheckCount(Shard shard, string output)
    {
        foreach (Shard other in ManifestFile.In(output))
        {
            if (other.Count != shard.Count)
                throw new WrongUseException(
                    $"{ImageFiles.Quoted(output)} has results of {other.Count} shards (the manifest {ManifestFile.NameOf(other)}), but " +
                    $"--shard asks for {shard.Count}. Use --shard K/{other.Count}, or choose another folder with -o.");
        }
    }

    private double Seconds() => Math.Round(Stopwatch.GetElapsedTime(_start).TotalSeconds, 3);

    private void NoteFailure(Exception failure)
    {
        _hasMachineFailed |= MachineFailure.Is(failure);
        _hasFileFailed = true;
    }
}

/// <summary>The content of an output file.</summary>
internal readonly record struct OutputContent(long Bytes, string Sha256);
