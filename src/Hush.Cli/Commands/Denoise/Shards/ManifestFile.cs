using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hush.Cli.Commands.Denoise.Shards;

/// <summary>The names and the format of manifests: JSON lines, the last of which may be torn after a crash.</summary>
internal static partial class ManifestFile
{
    /// <summary>The manifest of all shards.</summary>
    public const string Merged = "hush-manifest.jsonl";

    /// <summary>The manifest of a shard, for example hush-manifest-00003-of-00016.jsonl.</summary>
    public static string NameOf(Shard shard) =>
        string.Create(CultureInfo.InvariantCulture, $"hush-manifest-{shard.Index:00000}-of-{shard.Count:00000}.jsonl");

    /// <summary>The shards that have a manifest in a folder, in order.</summary>
    public static Shard[] In(string folder) =>
    [
        .. new DirectoryInfo(folder).EnumerateFiles("hush-manifest-*.jsonl").Select(file => Name().Match(file.Name))
            .Where(match => match.Success)
            .Select(match => new Shard(Number(match.Groups["index"]), Number(match.Groups["count"])))
            .Where(shard => shard.Index < shard.Count)
            .OrderBy(shard => (shard.Count, shard.Index)),
    ];

    /// <summary>The files of a manifest, in the order in which they were finished. Torn lines are ignored.</summary>
    public static List<FileLine> Read(Stream stream)
    {
        var lines = new List<FileLine>();
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            try
            {
                if (CliJson.FromLine<FileLine>(line) is { } file)
                    lines.Add(file);
            }
            catch (JsonException)
            {
                // A torn line, or the beginning of an attempt, which lacks the members of a file.
            }
        }

        return lines;
    }

    /// <summary>Hash of a file; null if it does not exist.</summary>
    public static (long Bytes, string Sha256)? HashOf(string path)
    {
        if (!File.Exists(path))
            return null;
        using FileStream stream = File.OpenRead(path);
        return (stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static int Number(Group digits) => int.Parse(digits.Value, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^hush-manifest-(?<index>\d{5})-of-(?<count>\d{5,6})\.jsonl$", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
