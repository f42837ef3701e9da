namespace Hush.Imaging.Datasets.Fetching;

/// <summary>A file as a data set's makers publish it.</summary>
/// <param name="Name">Its name at the mirrors.</param>
/// <param name="PlainName">Its name without <c>.gz</c>, where a decompressed copy does as well.</param>
/// <param name="MostBytes">More than this is never accepted: it bounds what a wrong server can make us store.</param>
/// <param name="Refusal">Given a path, says why its content is not the published one, or null if it is.</param>
internal sealed record OfficialFile(string Name, string? PlainName, long MostBytes, Func<string, string?> Refusal)
{
    /// <summary>Where the folder holds this file under one of its names; the plain one first.</summary>
    public string? In(string folder) =>
        new[] { PlainName, Name }.OfType<string>().Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
