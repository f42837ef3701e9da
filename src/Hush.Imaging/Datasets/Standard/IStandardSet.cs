using Hush.Imaging.Datasets.Fetching;

namespace Hush.Imaging.Datasets.Standard;

/// <summary>How much of a data set a folder holds.</summary>
internal enum Presence
{
    /// <summary>No file of it.</summary>
    Absent,

    /// <summary>Some files, not all that are needed.</summary>
    Partial,

    /// <summary>All files that are needed.</summary>
    Complete,
}

/// <summary>A data set known by name.</summary>
internal interface IStandardSet
{
    /// <summary>The name that <see cref="DatasetCatalogue.Load"/> knows it by.</summary>
    string Name { get; }

    /// <summary>One line for <c>data list</c>.</summary>
    string Description { get; }

    /// <summary>The files that a fetch brings.</summary>
    IReadOnlyList<OfficialFile> Files { get; }

    /// <summary>Where they can be had, besides mirrors of the user's own.</summary>
    IReadOnlyList<IFileSource> Sources { get; }

    /// <summary>Where the files lie in a root, and at a mirror laid out as a root: relative, empty for the root itself.</summary>
    string FetchFolder { get; }

    /// <summary>What to put where, when it is done by hand.</summary>
    string Layout { get; }

    /// <summary>What of it a root holds.</summary>
    Presence In(string root);

    /// <summary>Reads it, every file in full.</summary>
    /// <exception cref="DatasetException">A file is missing or damaged.</exception>
    Dataset Read(string root);
}
