using Hush.Numerics.Random;
using Hush.Numerics.Random.Kernels;
using Xunit;

namespace Hush.Numerics.Tests.Random;

/// <summary>The integers: known answers, equal results at all widths, and the parts of a key.</summary>
public sealed class PhiloxTests
{
    private static readonly RandomKey Key = new(0x299F31D0_A4093822, RandomPurpose.TrainingNoise, 3, 41);

    [Theory] // known-answer vectors of Random123 for philox4x32 with 10 rounds
    [InlineData(new uint[] { 0, 0, 0, 0 }, new uint[] { 0, 0 }, new uint[] { 0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8 })]
    [InlineData(
        new uint[] { 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF },
        new uint[] { 0xFFFFFFFF, 0xFFFFFFFF },
        new uint[] { 0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD })]
    [InlineData(
        new uint[] { 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344 },
        new uint[] { 0xA4093822, 0x299F31D0 },
        new uint[] { 0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1 })]
    public void Blocks_are_the_published_ones(uint[] counter, uint[] key, uint[] expected)
    {
        var stream = new PhiloxStream(counter[1], counter[2], counter[3], key[0], key[1]);
        var (a, b, c, d) = stream.Block(counter[0]);
        Assert.Equal(expected, new[] { a, b, c, d });

        uint[] words = new uint[4 * 16 * 3];        // a whole run of the widest lane, so that the vector body is tested too
        PhiloxKernel.Words<Words512>(stream, counter[0], words);
        Assert.Equal(expected, words[..4]);
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(3), InlineData(4), InlineData(15), InlineData(16), InlineData(63), InlineData(64)]
    [InlineData(65), InlineData(127), InlineData(257), InlineData(1030)]
    public void Every_width_makes_the_words_of_the_definition(int length)
    {
        var stream = new PhiloxStream(Key);
        const uint first = uint.MaxValue - 20;      // so that the block number wraps around
        uint[] expected = new uint[length], wide = new uint[length], half = new uint[length], narrow = new uint[length];
        PhiloxKernel.WordsScalar(stream, first, expected);
        PhiloxKernel.Words<Words512>(stream, first, wide);
        PhiloxKernel.Words<Words256>(stream, first, half);
        PhiloxKernel.Words<Words128>(stream, first, narrow);
        Assert.Equal(expected, wide);
        Assert.Equal(expected, half);
        Assert.Equal(expected, narrow);
        for (int i = 0; i < length; i += 4)
            Assert.Equal(stream.Block(first + ((uint)i / 4)).A, expected[i]);
    }

    [Fact]
    public void Streams_that_differ_in_one_part_of_the_key_share_no_block()
    {
        RandomKey[] keys =
        [
            Key, Key with { Seed = Key.Seed + 1 }, Key with { Seed = Key.Seed ^ (1UL << 63) }, Key with { Epoch = 4 },
            Key with { Image = 40 }, Key with { Purpose = RandomPurpose.TestNoise }, Key with { Part = 1 },
        ];
        var blocks = keys.SelectMany(k => Enumerable.Range(0, 200).Select(b => Philox.Block(k, (uint)b))).ToList();
        Assert.Equal(7 * 200, blocks.Distinct().Count());
    }

    [Fact]
    public void A_permutation_holds_every_number_once()
    {
        int[] order = Philox.Permutation(Key, 1001);
        Assert.NotEqual(Enumerable.Range(0, 1001), order);
        Assert.Equal(Enumerable.Range(0, 1001), order.Order());
    }
}
