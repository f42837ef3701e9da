using Hush.Cli.Display;

namespace Hush.Cli.Commands.Denoise;

/// <summary>Denoises the images of a plan one after another. A failure does not stop the rest.</summary>
internal sealed class DenoiseBatch(DenoiseSettings settings, DenoisePlan plan, DenoiseReports reports, TextChannel error)
{
    private readonly HashSet<ImagePair> _existing = [];
    private OutputFolders _folders = new([]);

    /// <summary>Runs the batch.</summary>
    /// <param name="clean">Denoises one image.</param>
    /// <returns>The exit code.</returns>
    public int Run(Func<ImagePair, BatchProgress, DenoiseReport> clean)
    {
        _existing.UnionWith(plan.Pairs.Where(IsToSkip));
        ImagePair[] open = [.. plan.Pairs.Where(pair => !_existing.Contains(pair))];
        _folders = new OutputFolders(open.Select(pair => pair.Output));
        var progress = new BatchProgress([.. open.Select(SizeOf)], TimeProvider.System);
        try
        {
            foreach (ImagePair pair in plan.Pairs)
            {
                if (_existing.Contains(pair))
                {
                    reports.Skipped(pair);
                    continue;
                }

                progress.Begin();
                bool isCleaned = TryClean(pair, progress, clean);
                progress.End(isCleaned);
                if (!isCleaned && _folders.Gone(pair.Output) != null)
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
            _folders.DeleteEmpty();
        }

        return reports.End(plan.PassedOver);
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

            _folders.Ensure(pair.Output);
            reports.Done(clean(pair, progress));
            return true;
        }
        catch (Exception e) when (Errors.IsExpected(e))
        {
            reports.Failed(pair, _folders.Gone(pair.Output) ?? e);
            return false;
        }
    }

    private bool IsToSkip(ImagePair pair) => settings.SkipExisting && File.Exists(pair.Output);

    private static long SizeOf(ImagePair pair) => File.Exists(pair.Input) ? new FileInfo(pair.Input).Length : 0;
}
