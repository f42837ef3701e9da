using Hush.Imaging.Datasets.Fetching;
using Hush.Imaging.Datasets.Folders;
using Hush.Imaging.Datasets.Standard;
using Hush.Numerics.Text;

namespace Hush.Imaging.Datasets;

/// <summary>A named dataset and its location on this machine.</summary>
/// <param name="Name">The name accepted by <see cref="DatasetCatalog.Load"/>.</param>
/// <param name="Description">A one-line description.</param>
/// <param name="Location">The root or cache folder that holds all its files; null if it would have to be downloaded.</param>
internal sealed record DatasetListing(string Name, string Description, string? Location);

/// <summary>Finds, downloads, verifies and reads datasets. Searches the roots in order, then the cache, then the network.</summary>
internal static class DatasetCatalog
{
    /// <summary>The dataset names accepted by <see cref="Load"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. StandardSets.All(TimeSpan.Zero).Select(set => set.Name)];

    /// <summary>
    /// Reads a dataset. Every file is read in full, whichever part is used. A dataset that is not on this machine is downloaded first.
    /// </summary>
    /// <param name="nameOrFolder">A name from <see cref="Names"/>, else a folder of images; <c>./mnist</c> is a folder.</param>
    /// <param name="options">Where to search, and whether to download.</param>
    /// <param name="progress">Receives download progress; called from other threads.</param>
    /// <param name="cancellation">Cancels the download or the reading; no partial files are left behind.</param>
    /// <exception cref="UnknownDatasetException">The argument is neither a dataset name nor a folder.</exception>
    /// <exception cref="DatasetException">The dataset is missing or damaged, or cannot be downloaded.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static Dataset Load(
        string nameOrFolder,
        DatasetOptions options,
        IProgress<FetchProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Find(nameOrFolder, options) is { } set)
            return LoadSet(set, options, progress, cancellation);
        if (Directory.Exists(nameOrFolder))
            return FolderDataset.Read(nameOrFolder, options, cancellation);
        throw Unknown(nameOrFolder);
    }

    /// <summary>Lists all named datasets and where each was found. Only checks that files exist; does not read them.</summary>
    /// <exception cref="DatasetException">One of the roots is not a folder.</exception>
    public static IReadOnlyList<DatasetListing> List(DatasetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireRoots(options);
        IReadOnlyList<IStandardSet> sets = StandardSets.All(options.Patience);
        return [.. sets.Select(set => new DatasetListing(set.Name, set.Description, Locate(set, options)))];
    }

    /// <summary>
    /// Downloads a named dataset into the cache, even if a root already has it. Cached files with the published content are kept.
    /// </summary>
    /// <returns>The contents of the cache afterwards.</returns>
    /// <exception cref="UnknownDatasetException">No dataset has this name.</exception>
    /// <exception cref="DatasetException">No source provided the files, or the options are set to offline.</exception>
    public static Provenance Fetch(
        string name, DatasetOptions options, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        IStandardSet set = Find(name, options) ?? throw Unknown(name);
        FetchSet(set, options, progress, cancellation);
        return set.Read(options.CacheFolder).Provenance;
    }

    /// <summary>Reads a dataset or folder without downloading anything, and reports whether it has the published content.</summary>
    /// <exception cref="UnknownDatasetException">The argument is neither a dataset name nor a folder.</exception>
    /// <exception cref="DatasetException">The dataset is missing or damaged.</exception>
    public static Provenance Verify(string nameOrFolder, DatasetOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Load(nameOrFolder, options with { Offline = true }, null, cancellation).Provenance;
    }

    internal static Dataset LoadSet(
        IStandardSet set, DatasetOptions options, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        RequireRoots(options);
        foreach (string root in options.Roots)
        {
            if (set.In(root) != Presence.Absent)        // an incomplete copy is an error to fix, not to skip
                return set.Read(root);
        }

        if (set.In(options.CacheFolder) != Presence.Complete)
            FetchSet(set, options, progress, cancellation);
        return set.Read(options.CacheFolder);
    }

    internal static void FetchSet(
        IStandardSet set, DatasetOptions options, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        if (options.Offline)
            throw Missing(set, options, $"(to download it, run 'hush data fetch {set.Name}')");
        IFileSource[] sources = [.. options.Mirrors.Select(m => new Mirror(FolderOf(m, set), options.Patience)), .. set.Sources];
        string folder = Path.Combine(options.CacheFolder, set.FetchFolder);
        try
        {
            Task.Run(() => Fetcher.FetchAsync(set.Files, sources, folder, progress, cancellation), cancellation)
                .GetAwaiter().GetResult();
        }
        catch (DatasetException e)
        {
            throw Missing(set, options, $"and could not be downloaded; {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Missing(set, options, $"and the cache folder cannot be written: {e.Message}", e);
        }
    }

    /// <summary>A missing root is a typo: ignoring it would download what already exists in the intended folder.</summary>
    private static void RequireRoots(DatasetOptions options)
    {
        if (options.Roots.FirstOrDefault(root => !Directory.Exists(root)) is { } missing)
        {
            throw new DatasetException(
                $"The folder '{Path.GetFullPath(missing)}' to search for datasets does not exist. Correct the path in " +
                $"{DatasetOptions.RootVariable} or "
                + "the options.")
            {
                Options = [nameof(DatasetOptions.Roots)],
            };
        }
    }

    private static Uri FolderOf(Uri mirror, IStandardSet set)
    {
        string slashed = mirror.AbsoluteUri.TrimEnd('/') + "/";
        return new Uri(set.FetchFolder.Length == 0 ? slashed : $"{slashed}{set.FetchFolder}/");
    }

    private static DatasetException Missing(IStandardSet set, DatasetOptions options, string why, Exception? inner = null) => new(
        $"Dataset '{set.Name}' is not on this machine {why}\n"
        + $"Searched: {string.Join(", ", SearchFolders(options).Select(folder => Path.Combine(folder, set.FetchFolder)))}.\n"
        + $"To add it manually: put {set.Layout}, into {options.CacheFolder}, or into any folder given by {DatasetOptions.RootVariable} "
        + "or the options.",
        inner)
    {
        Options = [nameof(DatasetOptions.Roots)],
    };

    private static string? Locate(IStandardSet set, DatasetOptions options) =>
        SearchFolders(options).FirstOrDefault(folder => set.In(folder) == Presence.Complete);

    private static IEnumerable<string> SearchFolders(DatasetOptions options) => options.Roots.Append(options.CacheFolder);

    private static IStandardSet? Find(string name, DatasetOptions options) =>
        StandardSets.All(options.Patience).FirstOrDefault(set => set.Name == name);

    private static UnknownDatasetException Unknown(string word) => new(
        (File.Exists(word) ? $"'{word}' is a file. " : $"There is no dataset or folder named '{word}'.{Suggestion.Question(word, Names)} ")
        + $"The datasets are {string.Join(", ", Names)}; any other name must be a folder of images.");
}
