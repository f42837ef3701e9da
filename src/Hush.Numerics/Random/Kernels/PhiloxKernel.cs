using System.Runtime.InteropServices;

namespace Hush.Numerics.Random.Kernels;

/// <summary>Vectorized Philox words and uniform numbers. Every vector width gives the same bits.</summary>
internal static class PhiloxKernel
{
    private const int InFlight = 4; // vectors per iteration: hides the latency of a round

    /// <summary>words[4 i .. 4 i + 3] = block first + i of the stream. The last block may be partial.</summary>
    internal static void Words(in PhiloxStream stream, uint first, Span<uint> words)
    {
        if (VectorWidth.IsAccelerated) VectorWidth.RunWords(new WordsKernel(stream, first, words));
        else WordsScalar(stream, first, words);
    }

    /// <summary>Scalar reference for <see cref="Words"/>.</summary>
    internal static void WordsScalar(in PhiloxStream stream, uint first, Span<uint> words)
    {
        Span<uint> block = stackalloc uint[4];
        for (int i = 0; i < words.Length; i += 4)
        {
            (block[0], block[1], block[2], block[3]) = stream.Block(first++);
            block[..Math.Min(4, words.Length - i)].CopyTo(words[i..]);
        }
    }

    /// <inheritdoc cref="Words"/>
    internal static void Words<T>(in PhiloxStream stream, uint first, Span<uint> words)
        where T : struct, IWordLane<T>
    {
        Span<uint> numbers = stackalloc uint[T.Width];      // block offsets within a vector: (0, 0, 0, 0, 1, 0, 0, 0, 2, ...)
        for (int i = 0; i < T.Width; i++)
            numbers[i] = i % 4 == 0 ? (uint)i / 4 : 0;
        uint step = (uint)T.Width / 4;
        T next = T.Fill(step, 0, 0, 0);
        T multipliers = T.Fill(PhiloxStream.M0, 0, PhiloxStream.M1, 0), weyl = T.Fill(PhiloxStream.W0, 0, PhiloxStream.W1, 0);
        T key = T.Fill(stream.Key0, 0, stream.Key1, 0);
        int run = InFlight * T.Width, done = 0;
        for (; done <= words.Length - run; done += run, first += InFlight * step)
        {
            T a = T.Add(T.Fill(first, stream.Image, stream.Epoch, stream.Purpose), T.Load(numbers));
            T b = T.Add(a, next), c = T.Add(b, next), d = T.Add(c, next), k = key;
            for (int round = 0; round < PhiloxStream.Rounds; round++)
            {
                a = T.Round(a, multipliers, k);
                b = T.Round(b, multipliers, k);
                c = T.Round(c, multipliers, k);
                d = T.Round(d, multipliers, k);
                k = T.Add(k, weyl);
            }

            Span<uint> to = words.Slice(done, run);
            T.Store(a, to);
            T.Store(b, to[T.Width..]);
            T.Store(c, to[(2 * T.Width)..]);
            T.Store(d, to[(3 * T.Width)..]);
        }

        WordsScalar(stream, first, words[done..]);
    }

    /// <summary>The upper 24 bits of the word × 2^-24, in [0, 1).</summary>
    internal static float Uniform(uint word) => (word >> 8) * (1f / (1 << 24));

    /// <summary>values[i] = <see cref="Uniform"/>(bits of values[i]), in place.</summary>
    internal static void Uniforms(Span<float> values) =>
        VectorWidth.RunWords(new UniformsKernel(MemoryMarshal.Cast<float, uint>(values)));

    /// <inheritdoc cref="Uniforms"/>
    internal static void Uniforms<T>(Span<uint> words)
        where T : struct, IWordLane<T>
    {
        T scale = T.Float(1f / (1 << 24));
        int i = 0;
        for (; i <= words.Length - T.Width; i += T.Width)
        {
            Span<uint> at = words.Slice(i, T.Width);
            T.Store(T.FloatMultiply(T.FloatFrom(T.ShiftRight(T.Load(at), 8)), scale), at);
        }

        for (; i < words.Length; i++)
            words[i] = BitConverter.SingleToUInt32Bits(Uniform(words[i]));
    }

    private readonly ref struct WordsKernel(PhiloxStream stream, uint first, Span<uint> words) : IWordKernel
    {
        private readonly Span<uint> _words = words;

        public void Run<T>()
            where T : struct, IWordLane<T> => Words<T>(stream, first, _words);
    }

    private readonly ref struct UniformsKernel(Span<uint> words) : IWordKernel
    {
        private readonly Span<uint> _words = words;

        public void Run<T>()
            where T : struct, IWordLane<T> => Uniforms<T>(_words);
    }
}
