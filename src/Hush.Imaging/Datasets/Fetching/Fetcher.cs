namespace Hush.Imaging.Datasets.Fetching;

/// <summary>Tries one source after another until every file is present with its published content.</summary>
internal static class Fetcher
{
    private const string StagingPrefix = ".fetching-";

    /// <summary>
    /// Downloads the files that <paramref name="folder"/> does not yet hold with the published content. A source writes to a staging
    /// subfolder; each file is verified there before it is moved into place, so an interrupted download leaves no bad files.
    /// </summary>
    /// <returns>The reasons why sources failed, one line each; empty if none did.</returns>
    /// <exception cref="DatasetException">All sources were tried and files are still missing. The message lists every
    /// failure.</exception>
    public static async Task<IReadOnlyList<string>> FetchAsync(
        IReadOnlyList<OfficialFile> files,
        IReadOnlyList<IFileSource> sources,
        string folder,
        IProgress<FetchProgress>? progress,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        foreach (string left in Directory.EnumerateDirectories(folder, StagingPrefix + "*"))
        {
            if (Directory.GetCreationTimeUtc(left) < DateTime.UtcNow.AddDays(-1))        // left by a process that was killed
                Directory.Delete(left, recursive: true);
        }

        List<OfficialFile> missing = [.. files.Where(file => file.In(folder) is not { } path || file.Refusal(path) is not null)];
        var failures = new List<string>();
        foreach (IFileSource source in sources)
        {
            if (missing.Count == 0)
                break;
            string staging = Directory.CreateDirectory(Path.Combine(folder, $"{StagingPrefix}{Guid.NewGuid():N}")).FullName;
            try
            {
                await source.FetchAsync(missing, staging, progress, cancellation);
            }
            catch (FetchException e)
            {
                failures.Add($"{source.Name}: {e.Message}");
            }
            finally
            {
                missing.RemoveAll(file => Accept(file, staging, folder, source, failures));
                Directory.Delete(staging, recursive: true);
            }
        }

        if (missing.Count > 0)
        {
            throw new DatasetException(
                $"missing: {string.Join(", ", missing.Select(f => f.Name))}\n  " + string.Join("\n  ", failures));
        }

        return failures;
    }

    private static bool Accept(OfficialFile file, string staging, string folder, IFileSource source, List<string> failures)
    {
        if (file.In(staging) is not { } path)
            return false;
        if (file.Refusal(path) is { } reason)
        {
            failures.Add($"{source.Name}: {Path.GetFileName(path)} was rejected: {reason}");
            return false;
        }

        foreach (string name in new[] { file.Name, file.PlainName }.OfType<string>())
            File.Delete(Path.Combine(folder, name));            // a damaged copy under the other name would be read instead
        File.Move(path, Path.Combine(folder, Path.GetFileName(path)), overwrite: true);
        return true;
    }
}
