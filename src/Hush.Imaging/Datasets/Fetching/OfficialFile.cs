namespace Hush.Imaging.Datasets.Fetching;

/// <summary>A file as published by the authors of a dataset.</summary>
/// <param name="Name">Its file name on mirrors.</param>
/// <param name="PlainName">Its name without <c>.gz</c>, if a decompressed copy is accepted.</param>
/// <param name="MaxBytes">Size limit: bounds what a misbehaving server can make us store.</param>
/// <param name="Refusal">Given a path, returns why its content is not the published one, or null if it is.</param>
internal sealed record OfficialFile(string Name, string? PlainName, long MaxBytes, Func<string, string?> Refusal)
{
    /// <summary>The path of this file in the folder, or null. The uncompressed name takes precedence.</summary>
    public string? In(string folder) =>
        new[] { PlainName, Name }.OfType<string>().Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
