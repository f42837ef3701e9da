using System.Runtime.InteropServices;
using Hush.Numerics.Random.Kernels;

namespace Hush.Numerics.Random;

/// <summary>
/// Philox4x32-10, a counter-based random number generator. Block b of a stream is ten rounds over the counter (b, image, epoch,
/// part and purpose) with the key (seed low, seed high), so any number can be computed directly, in any order, on any thread.
/// </summary>
/// <remarks>Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011.</remarks>
internal static class Philox
{
    private const int Piece = 2048; // values per pass: 8 KB stay in the L1 cache between the two passes

    /// <summary>Block <paramref name="block"/> of the stream: four random words.</summary>
    public static (uint A, uint B, uint C, uint D) Block(in RandomKey key, uint block) => new PhiloxStream(key).Block(block);

    /// <summary>Word <paramref name="index"/> of the stream, uniform over all 32-bit values.</summary>
    public static uint Word(in RandomKey key, uint index)
    {
        var (a, b, c, d) = Block(key, index / 4);
        return (index % 4) switch { 0 => a, 1 => b, 2 => c, _ => d };
    }

    /// <summary>Uniform number <paramref name="index"/> of the stream, in [0, 1): the upper 24 bits of the word × 2^-24.</summary>
    public static float Uniform(in RandomKey key, uint index) => PhiloxKernel.Uniform(Word(key, index));

    /// <summary>
    /// Normal number <paramref name="index"/> of the stream: mean 0, standard deviation 1, magnitude at most 6.56. Numbers are
    /// made in groups of 32: words k and 16 + k of a group give its numbers k and 16 + k.
    /// </summary>
    public static float Normal(in RandomKey key, uint index)
    {
        uint radius = index - (index % NormalKernel.Group) + (index % NormalKernel.Half);
        var (x, y) = NormalKernel.Pair(Word(key, radius), Word(key, radius + NormalKernel.Half));
        return index == radius ? x : y;
    }

    /// <summary>values[i] = <see cref="Uniform"/>(key, i).</summary>
    /// <param name="key">The stream.</param>
    /// <param name="values">Output. The first numbers do not depend on the length.</param>
    public static void FillUniform(in RandomKey key, Span<float> values) => FillUniform(key, 0, values);

    /// <summary>values[i] = <see cref="Uniform"/>(key, start + i).</summary>
    /// <param name="key">The stream.</param>
    /// <param name="start">Index of the first number, at least 0. Multiples of 4 are fastest.</param>
    /// <param name="values">Output.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is negative.</exception>
    public static void FillUniform(in RandomKey key, int start, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        var stream = new PhiloxStream(key);
        uint next = (uint)start;
        for (; next % 4 != 0 && !values.IsEmpty; next++, values = values[1..])
            values[0] = Uniform(key, next);
        while (!values.IsEmpty)
        {
            Span<float> piece = values[..Math.Min(Piece, values.Length)];
            PhiloxKernel.Words(stream, next / 4, MemoryMarshal.Cast<float, uint>(piece));
            PhiloxKernel.Uniforms(piece);
            values = values[piece.Length..];
            next += (uint)piece.Length;
        }
    }

    /// <summary>values[i] = <see cref="Normal"/>(key, i).</summary>
    /// <param name="key">The stream.</param>
    /// <param name="values">Output. The first numbers do not depend on the length.</param>
    public static void FillNormal(in RandomKey key, Span<float> values) => FillNormal(key, 0, values);

    /// <summary>values[i] = <see cref="Normal"/>(key, start + i).</summary>
    /// <param name="key">The stream.</param>
    /// <param name="start">Index of the first number, at least 0. Multiples of 32 are fastest.</param>
    /// <param name="values">Output.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is negative.</exception>
    public static void FillNormal(in RandomKey key, int start, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        var stream = new PhiloxStream(key);
        uint next = (uint)start;
        for (; next % NormalKernel.Group != 0 && !values.IsEmpty; next++, values = values[1..])
            values[0] = Normal(key, next);
        while (values.Length >= NormalKernel.Group)
        {
            Span<float> piece = values[..Math.Min(Piece, values.Length - (values.Length % NormalKernel.Group))];
            PhiloxKernel.Words(stream, next / 4, MemoryMarshal.Cast<float, uint>(piece));
            NormalKernel.Normals(piece);
            values = values[piece.Length..];
            next += (uint)piece.Length;
        }

        if (values.IsEmpty) return;
        Span<float> last = stackalloc float[NormalKernel.Group];
        PhiloxKernel.Words(stream, next / 4, MemoryMarshal.Cast<float, uint>(last));
        NormalKernel.Normals(last);
        last[..values.Length].CopyTo(values);
    }

    /// <summary>
    /// Word <paramref name="index"/> scaled to an integer in [0, <paramref name="count"/>), with a bias of at most count / 2^32.
    /// </summary>
    public static int Below(in RandomKey key, uint index, int count) => (int)(((ulong)Word(key, index) * (ulong)count) >> 32);

    /// <summary>A random permutation of 0 .. <paramref name="count"/> - 1 (Fisher–Yates shuffle, from the last position down).</summary>
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
