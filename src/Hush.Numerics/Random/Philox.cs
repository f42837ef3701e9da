namespace Hush.Numerics.Random;

/// <summary>
/// Philox4x32-10: a counter-based generator. Block b of a stream is ten rounds over the counter (b, image, epoch, purpose) under
/// the key (seed low, seed high), so any number of any stream can be had at once, in any order, on any thread.
/// </summary>
/// <remarks>Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011.</remarks>
public static class Philox
{
    private const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57, W0 = 0x9E3779B9, W1 = 0xBB67AE85;

    /// <summary>Four random words: block <paramref name="block"/> of the stream.</summary>
    public static (uint A, uint B, uint C, uint D) Block(in RandomKey key, uint block)
    {
        uint a = block, b = key.Image, c = key.Epoch, d = (uint)key.Purpose;
        uint k0 = (uint)key.Seed, k1 = (uint)(key.Seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)M0 * a, p1 = (ulong)M1 * c;
            (a, b, c, d) = ((uint)(p1 >> 32) ^ b ^ k0, (uint)p1, (uint)(p0 >> 32) ^ d ^ k1, (uint)p0);
            k0 += W0;
            k1 += W1;
        }

        return (a, b, c, d);
    }

    /// <summary>Word <paramref name="index"/> of the stream, uniform over all 32-bit values.</summary>
    public static uint Word(in RandomKey key, uint index)
    {
        var (a, b, c, d) = Block(key, index / 4);
        return (index % 4) switch { 0 => a, 1 => b, 2 => c, _ => d };
    }

    /// <summary>Number <paramref name="index"/> of the stream, uniform in [0, 1), a multiple of 2^-24.</summary>
    public static float Uniform(in RandomKey key, uint index) => (Word(key, index) >> 8) * (1f / (1 << 24));

    /// <summary>Word <paramref name="index"/> mapped to 0 .. <paramref name="count"/> - 1 (bias at most count / 2^32).</summary>
    public static int Below(in RandomKey key, uint index, int count) => (int)(((ulong)Word(key, index) * (ulong)count) >> 32);

    /// <summary>A random order of 0 .. <paramref name="count"/> - 1 (Fisher and Yates, from the last place down).</summary>
    public static int[] Permutation(in RandomKey key, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = Below(key, (uint)i, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
