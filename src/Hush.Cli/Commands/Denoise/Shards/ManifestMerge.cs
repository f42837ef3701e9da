using Hush.Cli.Display;
using Hush.Numerics.IO;
using Hush.Numerics.Text;

namespace Hush.Cli.Commands.Denoise.Shards;

/// <summary>
/// Merges the manifests of all shards, and checks them against the images in the input folder and against the outputs.
/// </summary>
internal sealed class ManifestMerge(ShardFolders folders)
{
    private readonly Dictionary<string, List<(Shard Shard, FileLine Line)>> _lines = new(StringComparer.Ordinal);
    private readonly DenoisePlan _plan = folders.Plan();
    private readonly MergeProblems _problems = new();

    /// <summary>Writes the merged manifest and reports.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">There are no manifests, or one cannot be read.</exception>
    public int Run(Terminal terminal, bool json)
    {
        int count = ReadManifests();
        foreach (var (folder, why) in _plan.Unreadable)
            _problems.Add("folder that cannot be searched", $"{ImageFiles.Quoted(folder)} cannot be searched for images: {why.Message}");
        FileLine[] files = [.. _plan.Pairs.Select(Check)];
        foreach (string gone in WrittenSources().Except(files.Select(f => f.Source), StringComparer.Ordinal))
        {
            _problems.Add("image that is gone", $"{ImageFiles.Quoted(gone)} was denoised, but is no longer in " +
                $"{ImageFiles.Quoted(folders.Input)}.");
        }

        string?[] options = [.. files.Where(f => f.IsWritten).Select(f => f.Options).Distinct()];
        if (options.Length > 1)
        {
            _problems.Add("options", $"The images were denoised with {options.Length} different models, options, or builds of Hush (" +
                $"{string.Join(", ", options)}; the manifests list them). Run all shards again with the same command.");
        }

        string merged = Path.Combine(folders.Output, ManifestFile.Merged);
        Write(merged, new AttemptLine(null, count, files.Length) { Options = options is [var only] ? only : null }, files);
        var report = new MergeReport(
            merged, count, files.Length, Count(files, FileState.Done), Count(files, FileState.Unchanged), Count(files, FileState.Failed),
            Count(files, FileState.Missing), Count(files, FileState.Damaged), options is [var same] ? same : null, _problems.All);
        foreach (string problem in _problems.Shown())
            Errors.Write(terminal.Error, problem);
        if (json)
            terminal.Output.Json(CliJson.Serialize(report));
        else
            terminal.Output.Line(report.Describe());
        return _problems.All.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static int Count(FileLine[] files, FileState state) => files.Count(f => f.Status == state);

    private static void Write(string path, AttemptLine first, FileLine[] files) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(CliJson.Line(first));
        foreach (FileLine file in files)
            writer.WriteLine(CliJson.Line(file));
    });

    /// <returns>The number of shards.</returns>
    private int ReadManifests()
    {
        Shard[] found = Directory.Exists(folders.Output) ? ManifestFile.In(folders.Output) : [];
        int[] counts = [.. found.Select(s => s.Count).Distinct()];
        if (counts is not [var count])
        {
            throw new IOException(counts.Length == 0
                ? $"{ImageFiles.Quoted(folders.Output)} has no manifests of shards. Run hush denoise with --shard first."
                : $"{ImageFiles.Quoted(folders.Output)} has manifests of {string.Join(" and ", counts)} shards. Delete those that do " +
                "not belong to this archive.");
        }

        foreach (Shard shard in Shard.All(count).Except(found))
            _problems.Add("missing shard", $"Shard {shard.Describe()} has no manifest. Run it with --shard {shard}.");
        foreach (Shard shard in found)
        {
            foreach (FileLine line in LastLines(shard))
            {
                if (!_lines.TryGetValue(line.Source, out var lines))
                    _lines.Add(line.Source, lines = []);
                lines.Add((shard, line));
            }
        }

        return count;
    }

    private IEnumerable<FileLine> LastLines(Shard shard)
    {
        string path = Path.Combine(folders.Output, ManifestFile.NameOf(shard));
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return ManifestFile.Read(stream).GroupBy(f => f.Source, StringComparer.Ordinal).Select(lines => lines.Last());
        }
        catch (IOException e) when (FileLock.IsHeld(e))
        {
            throw new IOException($"Shard {shard.Describe()} is still running. Merge the manifests when it has ended.", e);
        }
    }

    private IEnumerable<string> WrittenSources() => _lines.Where(l => l.Value.Any(v => v.Line.IsWritten)).Select(l => l.Key);

    private FileLine Check(ImagePair pair)
    {
        string source = folders.Source(pair), output = folders.Name(pair);
        var lines = _lines.GetValueOrDefault(source) ?? [];
        if (lines.Count > 1)
        {
            _problems.Add("image in several shards", $"{ImageFiles.Quoted(source)} is in several manifests: shards " +
                $"{string.Join(", ", lines.Select(l => l.Shard.Index))}.");
        }

        if (lines is not [var (_, line), ..])
        {
            _problems.Add("missing image", $"{ImageFiles.Quoted(source)} is in no manifest. Run its shard again.");
            return new FileLine { Source = source, Output = output, Status = FileState.Missing };
        }

        if (!line.IsWritten)
        {
            _problems.Add("failed image", $"{ImageFiles.Quoted(source)} was not denoised: {line.Reason}");
            return line;
        }

        if (ManifestFile.HashOf(Path.Combine(folders.Output, line.Output)) is not { } found)
        {
            _problems.Add("missing output", $"The output {ImageFiles.Quoted(line.Output)} is missing. Run its shard again.");
            return line with { Status = FileState.Missing };
        }

        if (found == (line.Bytes, line.Sha256))
            return line;
        _problems.Add("damaged output", $"The output {ImageFiles.Quoted(line.Output)} is not what was written: expected {line.Bytes} " +
            $"bytes with SHA-256 {line.Sha256}, got {found.Bytes} bytes with {found.Sha256}. Delete it, and run its shard again.");
        return line with { Status = FileState.Damaged };
    }
}

/// <summary>Problems by kind. Of each kind, only the first few are shown.</summary>
internal sealed class MergeProblems
{
    private const int MaxShown = 5;

    private readonly List<(string Kind, string Message)> _all = [];

    public IReadOnlyList<string> All => [.. _all.Select(p => p.Message)];

    public void Add(string kind, string message) => _all.Add((kind, message));

    public IEnumerable<string> Shown()
    {
        foreach (var kind in _all.GroupBy(p => p.Kind, StringComparer.Ordinal))
        {
            foreach (var (_, message) in kind.Take(MaxShown))
                yield return message;
            if (kind.Count() > MaxShown)
                yield return $"and {kind.Count() - MaxShown} more: {kind.Key}.";
        }
    }
}

/// <summary>The output of <c>hush denoise --merge --json</c>.</summary>
/// <param name="Manifest">The merged manifest.</param>
/// <param name="Options">The fingerprint of the options; null if they differ.</param>
internal sealed record MergeReport(
    string Manifest, int Shards, int Files, int Done, int Unchanged, int Failed, int Missing, int Damaged, string? Options,
    IReadOnlyList<string> Problems)
{
    public string Describe() =>
        $"{Printable.Escape(Manifest)}: {Shards} {(Shards == 1 ? "shard" : "shards")}, {Files} {(Files == 1 ? "image" : "images")}: " +
        $"{Done} denoised, {Unchanged} unchanged, {Failed} failed, {Missing} missing, {Damaged} damaged";
}
