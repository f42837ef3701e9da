using Hush.Imaging.Datasets.Fetching;

namespace Hush.Imaging.Datasets.Standard;

/// <summary>How much of a dataset a folder holds.</summary>
internal enum Presence
{
    Absent,

    /// <summary>Some of the required files.</summary>
    Partial,

    /// <summary>All required files.</summary>
    Complete,
}

/// <summary>A dataset known by name.</summary>
internal interface IStandardSet
{
    /// <summary>The name accepted by <see cref="DatasetCatalog.Load"/>.</summary>
    string Name { get; }

    /// <summary>One line for <c>data list</c>.</summary>
    string Description { get; }

    /// <summary>The files to download.</summary>
    IReadOnlyList<OfficialFile> Files { get; }

    /// <summary>The built-in sources; mirrors from the options are tried first.</summary>
    IReadOnlyList<IFileSource> Sources { get; }

    /// <summary>The folder of the files relative to a root, or to a mirror with the same layout; empty for the root itself.</summary>
    string FetchFolder { get; }

    /// <summary>Instructions for manual installation: the files and where to put them.</summary>
    string Layout { get; }

    /// <summary>How much of the dataset a root holds.</summary>
    Presence In(string root);

    /// <summary>Reads every file in full.</summary>
    /// <exception cref="DatasetException">A file is missing or damaged.</exception>
    Dataset Read(string root);
}
