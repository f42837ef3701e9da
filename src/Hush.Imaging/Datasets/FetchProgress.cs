namespace Hush.Imaging.Datasets;

/// <summary>A step of a fetch.</summary>
/// <param name="Source">The mirror or package that is being tried.</param>
/// <param name="File">The file on its way.</param>
/// <param name="Bytes">Bytes of it received.</param>
/// <param name="Total">Bytes it has in all, where the source says so.</param>
public readonly record struct FetchProgress(string Source, string File, long Bytes, long? Total);
