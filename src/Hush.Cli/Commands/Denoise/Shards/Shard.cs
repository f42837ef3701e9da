using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hush.Cli.Commands.Denoise.Shards;

/// <summary>
/// One of several parts of the files in a folder. The part of a file depends only on its name relative to the folder, so that it is the
/// same on all machines and does not change when files are added.
/// </summary>
/// <param name="Index">The number of the shard, from 0 to <paramref name="Count"/> - 1.</param>
/// <param name="Count">The number of shards.</param>
internal readonly record struct Shard(int Index, int Count)
{
    public const int MaxCount = 100_000;        // five digits in names of manifests

    /// <summary>All shards.</summary>
    public static IEnumerable<Shard> All(int count) => Enumerable.Range(0, count).Select(index => new Shard(index, count));

    /// <summary>
    /// The shard of a file: the first eight bytes of the SHA-256 of its name, as a big-endian number, modulo the number of shards.
    /// </summary>
    /// <param name="name">The name relative to the folder, with / between folders.</param>
    /// <param name="count">The number of shards.</param>
    public static Shard Of(string name, int count)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        return new Shard((int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)count), count);
    }

    public bool Contains(string name) => Of(name, Count) == this;

    /// <summary>For people: 3 of 16.</summary>
    public string Describe() => $"{Index} of {Count}";

    /// <summary>As after <c>--shard</c>: 3/16.</summary>
    public override string ToString() => $"{Index}/{Count}";
}
