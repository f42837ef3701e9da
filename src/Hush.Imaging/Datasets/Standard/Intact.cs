namespace Hush.Imaging.Datasets.Standard;

/// <summary>Reads a local file of a named dataset; if it is damaged, adds to the error how to fix it.</summary>
internal static class Intact
{
    /// <summary>Reads a file of the named dataset <paramref name="set"/> with <paramref name="read"/>.</summary>
    /// <exception cref="DatasetException">The file is damaged; the message says how to fix it.</exception>
    public static T Read<T>(string path, string set, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (DatasetException e)
        {
            throw new DatasetException($"{e.Message} {Remedy(path, set)}", e);
        }
    }

    /// <summary>How to get an intact file. Deleting it would not help: an incomplete dataset is an error rather than skipped.</summary>
    public static string Remedy(string path, string set) =>
        $"Replace it with an intact copy; or move '{Path.GetDirectoryName(path)}' away and run 'hush data fetch {set}', which downloads "
        + "the published files to the cache.";
}
