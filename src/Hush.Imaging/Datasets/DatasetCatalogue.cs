using Hush.Imaging.Datasets.Fetching;
using Hush.Imaging.Datasets.Folders;
using Hush.Imaging.Datasets.Standard;
using Hush.Numerics.Text;

namespace Hush.Imaging.Datasets;

/// <summary>A data set known by name, and where this machine has it.</summary>
/// <param name="Name">The name that <see cref="DatasetCatalogue.Load"/> knows it by.</param>
/// <param name="Description">What it is, in a line.</param>
/// <param name="Location">The root or cache folder that holds all its files; null where none does and it would be
/// fetched.</param>
public sealed record DatasetListing(string Name, string Description, string? Location);

/// <summary>Finds, fetches, checks and reads data sets: in the roots, in order; then in the cache; then from the
/// network.</summary>
public static class DatasetCatalogue
{
    /// <summary>The words that <see cref="Load"/> knows, besides folders.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. StandardSets.All(TimeSpan.Zero).Select(set => set.Name)];

    /// <summary>Reads a data set, every file in full, whatever part of it is wanted. Where it is nowhere on this machine it is
    /// fetched first.</summary>
    /// <param name="nameOrFolder">A name (<see cref="Names"/>), else a folder of images; <c>./mnist</c> is the folder.</param>
    /// <param name="options">Where to look, and whether to fetch.</param>
    /// <param name="progress">Hears of a fetch; called from other threads.</param>
    /// <param name="cancellation">Stops a fetch or a reading; nothing half-done is left.</param>
    /// <exception cref="UnknownDatasetException">Neither a name nor a folder.</exception>
    /// <exception cref="DatasetException">Missing, damaged, or not to be had.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
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

    /// <summary>Every named data set and where it was found. Looks at names of files only.</summary>
    /// <exception cref="DatasetException">One of the roots is no folder.</exception>
    public static IReadOnlyList<DatasetListing> List(DatasetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireRoots(options);
        IReadOnlyList<IStandardSet> sets = StandardSets.All(options.Patience);
        return [.. sets.Select(set => new DatasetListing(set.Name, set.Description, Locate(set, options)))];
    }

    /// <summary>Brings a named data set into the cache, whether a root has it or not; files there with published content are
    /// kept.</summary>
    /// <returns>What the cache now holds.</returns>
    /// <exception cref="UnknownDatasetException">Not a name.</exception>
    /// <exception cref="DatasetException">No source had it, or the options say offline.</exception>
    public static Provenance Fetch(
        string name, DatasetOptions options, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        IStandardSet set = Find(name, options) ?? throw Unknown(name);
        FetchSet(set, options, progress, cancellation);
        return set.Read(options.CacheFolder).Provenance;
    }

    /// <summary>Reads what this machine has of a data set or folder, fetching nothing, and says whether it is the published
    /// content.</summary>
    /// <exception cref="UnknownDatasetException">Neither a name nor a folder.</exception>
    /// <exception cref="DatasetException">Missing or damaged.</exception>
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
            if (set.In(root) != Presence.Absent)        // a folder that holds a part is an error to be mended, not passed over
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
            throw Missing(set, options, $"(nothing was fetched: 'hush data fetch {set.Name}' does that)");
        IFileSource[] sources = [.. options.Mirrors.Select(m => new Mirror(FolderOf(m, set), options.Patience)), .. set.Sources];
        string folder = Path.Combine(options.CacheFolder, set.FetchFolder);
        try
        {
            Task.Run(() => Fetcher.FetchAsync(set.Files, sources, folder, progress, cancellation), cancellation)
                .GetAwaiter().GetResult();
        }
        catch (DatasetException e)
        {
            throw Missing(set, options, $"and could not be fetched; {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Missing(set, options, $"and the cache folder cannot be written: {e.Message}", e);
        }
    }

    /// <summary>A root that is not there was mistyped: to go on without it would fetch what lies in the right one.</summary>
    private static void RequireRoots(DatasetOptions options)
    {
        if (options.Roots.FirstOrDefault(root => !Directory.Exists(root)) is { } missing)
        {
            throw new DatasetException(
                $"There is no folder '{Path.GetFullPath(missing)}' to search for data sets. Correct the path in {DatasetOptions.RootVariable} or "
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
        $"Data set '{set.Name}' is not on this machine {why}\n"
        + $"Searched: {string.Join(", ", Places(options).Select(place => Path.Combine(place, set.FetchFolder)))}.\n"
        + $"To place it by hand: put {set.Layout}, into {options.CacheFolder}, or into any folder that {DatasetOptions.RootVariable} or "
        + "the options name.",
        inner)
    {
        Options = [nameof(DatasetOptions.Roots)],
    };

    private static string? Locate(IStandardSet set, DatasetOptions options) =>
        Places(options).FirstOrDefault(place => set.In(place) == Presence.Complete);

    private static IEnumerable<string> Places(DatasetOptions options) => options.Roots.Append(options.CacheFolder);

    private static IStandardSet? Find(string name, DatasetOptions options) =>
        StandardSets.All(options.Patience).FirstOrDefault(set => set.Name == name);

    private static UnknownDatasetException Unknown(string word) => new(
        $"There is no data set '{word}' and no folder of that name.{Suggestion.Question(word, Names)} "
        + $"Known are {string.Join(", ", Names)}; anything else is a folder of pictures.");
}
