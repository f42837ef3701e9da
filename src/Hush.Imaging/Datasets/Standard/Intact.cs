namespace Hush.Imaging.Datasets.Standard;

/// <summary>Reads a local file of a named set; where it is damaged, adds to what is wrong what to do about it.</summary>
internal static class Intact
{
    /// <summary>What <paramref name="read"/> makes of the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="set">The set's name, as <c>data fetch</c> knows it.</param>
    /// <param name="read">Reads and checks it.</param>
    /// <exception cref="DatasetException">It is damaged, with the remedy.</exception>
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

    /// <summary>
    /// How to get an intact file. A folder that holds a part of a set is never passed over, so deleting the file would not help.
    /// </summary>
    public static string Remedy(string path, string set) =>
        $"Replace it with an intact copy; or move '{Path.GetDirectoryName(path)}' away and run 'hush data fetch {set}', which brings the "
        + "published files into the cache.";
}
