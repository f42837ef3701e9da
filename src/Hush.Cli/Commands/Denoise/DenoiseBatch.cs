using Hush.Cli.Commands.Denoise.Shards;
using Hush.Cli.Display;

namespace Hush.Cli.Commands.Denoise;

/// <summary>Denoises the images of a plan one after another. A failure does not stop the rest.</summary>
/// <param name="settings">The arguments.</param>
/// <param name="plan">All images.</param>
/// <param name="shard">The shard to denoise; null for all images.</param>
/// <param name="reports">Reports what was done.</param>
/// <param name="error">Shows how far the batch is.</param>
internal sealed class DenoiseBatch(
    DenoiseSettings settings, DenoisePlan plan, ShardRun? shard, DenoiseReports reports, TextChannel error)
{
    private readonly IReadOnlyList<ImagePair> _pairs = shard?.Pairs ?? plan.Pairs;
    private readonly HashSet<ImagePair> _existing = [];
    private OutputFolders _folders = new([]);
    private bool _isDiskFull;

    /// <summary>Runs the batch.</summary>
    /// <param name="clean">Denoises one image.</param>
    /// <returns>The exit code.</returns>
    public int Run(Func<ImagePair, BatchProgress, DenoiseReport> clean)
    {
        _existing.UnionWith(_pairs.Where(IsToSkip));
        ImagePair[] open = [.. _pairs.Where(pair => !_existing.Contains(pair))];
        _folders = new OutputFolders(open.Select(pair => pair.Output));
        var progress = new BatchProgress([.. open.Select(SizeOf)], TimeProvider.System);
        try
        {
            foreach (ImagePair pair in _pairs)
            {
                if (_existing.Contains(pair))
                {
                    reports.Skipped(pair);
                    continue;
                }

                progress.Begin();
                bool isCleaned = TryClean(pair, progress, clean);
                progress.End(isCleaned);
                if (!isCleaned && (_isDiskFull || _folders.Gone(pair.Output) != null))
                {
                    reports.Stopped(progress);
                    break;
                }

                if (!error.IsLive && progress.Announcement() is { } announcement)
                    error.Line(announcement);
            }
        }
        catch (OperationCanceledException)
        {
            reports.End(plan.PassedOver);
            return reports.Interrupted(progress, settings);
        }
        finally
        {
            if (shard is null)          // another shard may be about to write to them
                _folders.DeleteEmpty();
        }

        int code = reports.End(plan.PassedOver);
        return shard?.ExitCode ?? code;
    }

    private bool TryClean(ImagePair pair, BatchProgress progress, Func<ImagePair, BatchProgress, DenoiseReport> clean)
    {
        try
        {
            if (IsToSkip(pair))         // written since the start by a concurrent run on the same folder
            {
                reports.Skipped(pair);
                return false;
            }

            shard?.Begin();
            _folders.Ensure(pair.Output);
            reports.Done(clean(pair, progress));
            return true;
        }
        catch (Exception e) when (Errors.IsExpected(e))
        {
            IOException? gone = _folders.Gone(pair.Output);
            reports.Failed(pair, gone ?? e);
            shard?.Fail(pair, gone is null ? e : new MachineFailureException(gone));
            _isDiskFull |= shard != null && MachineFailure.IsDiskFull(e);
            return false;
        }
    }

    private bool IsToSkip(ImagePair pair) => shard?.IsDone(pair) ?? (settings.SkipExisting && File.Exists(pair.Output));

    private static long SizeOf(ImagePair pair) => File.Exists(pair.Input) ? new FileInfo(pair.Input).Length : 0;
}
