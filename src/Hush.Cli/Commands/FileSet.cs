using Hush.Numerics.IO;

namespace Hush.Cli.Commands;

/// <summary>
/// Files by what they are, whatever they are called: links are followed, and where the system numbers its files a hard link, a second mount
/// or a name in other capitals is the same file.
/// </summary>
internal sealed class FileSet
{
    private readonly Dictionary<string, string> _files = new(OutputPicture.Names);
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    /// <param name="paths">The files, which need not exist. Links that lead in a circle lead to no file.</param>
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

    /// <summary>The path that the set has for this file, or null.</summary>
    public string? Find(string path) =>
        _files.GetValueOrDefault(Real(path)) ?? (FileStatus.Of(path) is { } status ? _files.GetValueOrDefault(status.Identity) : null);

    /// <summary>As <see cref="OutputPicture.Real"/>; folders are resolved once for all files in them.</summary>
    public string Real(string path)
    {
        if (path.Length == 0)
            return path;
        string full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder)
            return full;
        if (!_folders.TryGetValue(folder, out string? real))
            _folders.Add(folder, real = OutputPicture.Real(folder));
        string place = Path.Combine(real, Path.GetFileName(full));
        return new FileInfo(place).LinkTarget is null ? place : OutputPicture.Real(place);
    }
}
