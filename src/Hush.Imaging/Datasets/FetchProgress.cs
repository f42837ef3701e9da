namespace Hush.Imaging.Datasets;

/// <summary>Progress of a download.</summary>
/// <param name="Source">The mirror or package in use.</param>
/// <param name="File">The file being downloaded.</param>
/// <param name="Bytes">Bytes received so far.</param>
/// <param name="Total">Size of the file in bytes, if the source reports it.</param>
internal readonly record struct FetchProgress(string Source, string File, long Bytes, long? Total);
