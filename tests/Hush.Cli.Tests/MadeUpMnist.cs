using System.Buffers.Binary;

namespace Hush.Cli.Tests;

/// <summary>Files in the format of MNIST with a few images of uniform gray.</summary>
internal static class MadeUpMnist
{
    private const int Side = 28;

    public static void Write(string folder)
    {
        foreach ((string part, int count) in new[] { ("train", 8), ("t10k", 4) })
        {
            byte[] pixels = [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat((byte)(20 * i), Side * Side))];
            Write(Path.Combine(folder, $"{part}-images-idx3-ubyte"), 0x803, [count, Side, Side], pixels);
            Write(Path.Combine(folder, $"{part}-labels-idx1-ubyte"), 0x801, [count], new byte[count]);
        }
    }

    private static void Write(string path, int magic, int[] sizes, byte[] content)
    {
        byte[] header = new byte[4 + (4 * sizes.Length)];
        BinaryPrimitives.WriteInt32BigEndian(header, magic);
        for (int i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        File.WriteAllBytes(path, [.. header, .. content]);
    }
}
