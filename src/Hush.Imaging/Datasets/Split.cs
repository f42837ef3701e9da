using Hush.Numerics.Random;

namespace Hush.Imaging.Datasets;

/// <summary>Cuts a set in two by seed.</summary>
public static class Split
{
    /// <summary>
    /// Draws <paramref name="validation"/> of the indices 0 .. <paramref name="count"/> - 1 for validation and keeps the others
    /// for training: together each index once. Both come in the seeded order of the draw, so that the first N training images are
    /// a fair sample, the same for the same seed, and a smaller N takes a part of a larger one's.
    /// </summary>
    /// <param name="count">Images in the set.</param>
    /// <param name="validation">Images cut off, from 0 to <paramref name="count"/> - 1.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">No image would be left to train on, or the number is negative.</exception>
    public static (int[] Training, int[] Validation) Cut(int count, int validation, ulong seed) =>
        Cut(count, validation, new RandomKey(seed, RandomPurpose.Split));

    internal static (int[] Kept, int[] Taken) Cut(int count, int taken, in RandomKey key)
    {
        if (taken < 0 || taken >= count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(taken),
                taken,
                $"Of {count} images at most {Math.Max(0, count - 1)} can be cut off, so that one is "
                + $"left to train on; got {taken}.");
        }

        int[] order = Philox.Permutation(key, count);
        return (order[taken..], order[..taken]);
    }
}
