using Hush.Numerics.Random;

namespace Hush.Imaging.Datasets;

/// <summary>Splits a set in two at random.</summary>
internal static class Split
{
    /// <summary>
    /// Draws <paramref name="validation"/> of the indices 0 to <paramref name="count"/> - 1 for validation and keeps the others for
    /// training. Both parts are in the random order of the draw, so the first N training images are an unbiased sample that depends
    /// only on the seed, and a smaller sample is a subset of a larger one.
    /// </summary>
    /// <param name="count">Number of images in the set.</param>
    /// <param name="validation">Number of images to split off, from 0 to <paramref name="count"/> - 1.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="validation"/> is negative or would leave no training
    /// image.</exception>
    public static (int[] Training, int[] Validation) Cut(int count, int validation, ulong seed) =>
        Cut(count, validation, new RandomKey(seed, RandomPurpose.Split));

    internal static (int[] Kept, int[] Taken) Cut(int count, int taken, in RandomKey key)
    {
        if (taken < 0 || taken >= count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(taken),
                taken,
                $"Of {count} images, at most {Math.Max(0, count - 1)} can be split off, so that one is "
                + $"left for training; got {taken}.");
        }

        int[] order = Philox.Permutation(key, count);
        return (order[taken..], order[..taken]);
    }
}
