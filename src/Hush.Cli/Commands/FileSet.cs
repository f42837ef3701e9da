using Hush.Numerics.IO;

namespace Hush.Cli.Commands;

/// <summary>
/// A set of files, compared by identity rather than by name. Links are followed; on systems with file ids, hard links, a second mount,
/// and names that differ in case are recognized as the same file.
/// </summary>
internal sealed class FileSet
{
    private readonly Dictionary<string, string> _files = new(ImageFiles.Names);
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    /// <param name="paths">The files, which need not exist. Circular links are ignored.</param>
    public FileSet(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            try
            {
                _files.TryAdd(Real(path), path);
            }
            catch (IOException)
            {
                continue;
            }

            if (FileStatus.Of(path) is { } status)
                _files.TryAdd(status.Identity, path);
        }
    }

    /// <summary>The path by which the set knows this file, or null.</summary>
    public string? Find(string path) =>
        _files.GetValueOrDefault(Real(path)) ?? (FileStatus.Of(path) is { } status ? _files.GetValueOrDefault(status.Identity) : null);

    /// <summary>Same as <see cref="ImageFiles.Real"/>, but resolves a folder only once for all files in it.</summary>
    public string Real(string path)
    {
        if (path.Length == 0)
            return path;
        string full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder)
            return full;
        if (!_folders.TryGetValue(folder, out string? real))
            _folders.Add(folder, real = ImageFiles.Real(folder));
        string file = Path.Combine(real, Path.GetFileName(full));
        return new FileInfo(file).LinkTarget is null ? file : ImageFiles.Real(file);
    }
}
