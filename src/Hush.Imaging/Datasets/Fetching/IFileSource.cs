namespace Hush.Imaging.Datasets.Fetching;

/// <summary>Somewhere that files of a data set can be had from. What it brings is not trusted: the caller checks the
/// content.</summary>
internal interface IFileSource
{
    /// <summary>What errors and progress call it: an address or a package.</summary>
    string Name { get; }

    /// <summary>Puts the files into an existing empty folder, under their published or their plain names.</summary>
    /// <exception cref="FetchException">It could not, and why; files already there are complete as far as it knows.</exception>
    Task FetchAsync(
        IReadOnlyList<OfficialFile> files, string folder, IProgress<FetchProgress>? progress, CancellationToken cancellation);
}

/// <summary>One source failed; the message is the reason alone. The next one is tried.</summary>
internal sealed class FetchException(string reason, Exception? inner = null) : Exception(reason, inner);
