namespace Hush.Cli.Commands.Denoise;

/// <summary>Shows an error that many images have in common once, and counts the repetitions.</summary>
internal sealed class RepeatedErrors
{
    private readonly List<(string Kind, string First)> _kinds = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts an error.</summary>
    /// <returns>Whether it is the first of its kind. Errors are of the same kind if they differ only in file names.</returns>
    public bool IsNew(ImagePair pair, string message)
    {
        string kind = Kind(pair, message);
        int before = _counts.GetValueOrDefault(kind);
        _counts[kind] = before + 1;
        if (before == 0)
            _kinds.Add((kind, pair.Input));
        return before == 0;
    }

    /// <summary>Returns a sentence for each error that occurred more than once.</summary>
    public IEnumerable<string> Counts()
    {
        foreach (var (kind, first) in _kinds)
        {
            int more = _counts[kind] - 1;
            if (more > 0)
                yield return $"and {more} more like {ImageFiles.Quoted(first)}.";
        }
    }

    /// <summary>The message without the names in it, as given and as displayed. Longer names are removed first.</summary>
    private static string Kind(ImagePair pair, string message)
    {
        IEnumerable<string> files = new[] { pair.Output, pair.Input }.Where(f => f.Length > 0)
            .SelectMany(f => new[] { Path.GetFullPath(f), f, Path.GetFileName(f), Path.GetExtension(f) });
        foreach (string name in files.SelectMany(n => new[] { n, ImageFiles.Quoted(n).Trim('\'') }).Where(n => n.Length > 0)
            .OrderByDescending(n => n.Length))
            message = message.Replace(name, "", StringComparison.Ordinal);
        return message;
    }
}
