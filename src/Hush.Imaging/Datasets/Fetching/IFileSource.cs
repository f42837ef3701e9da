namespace Hush.Imaging.Datasets.Fetching;

/// <summary>A source of dataset files. Its files are untrusted: the caller verifies their content.</summary>
internal interface IFileSource
{
    /// <summary>The source's name in errors and progress: an address or a package.</summary>
    string Name { get; }

    /// <summary>Writes the files to an existing empty folder, under their published or uncompressed names.</summary>
    /// <exception cref="FetchException">The source failed. Files already in the folder are complete as far as the source can
    /// tell.</exception>
    Task FetchAsync(
        IReadOnlyList<OfficialFile> files, string folder, IProgress<FetchProgress>? progress, CancellationToken cancellation);
}

/// <summary>A source failed; the message holds only the reason. The next source is tried.</summary>
internal sealed class FetchException(string reason, Exception? inner = null) : Exception(reason, inner);
