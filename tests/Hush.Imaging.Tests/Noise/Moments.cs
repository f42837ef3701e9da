using Hush.Imaging.Noise;
using Hush.Numerics.Random;

namespace Hush.Imaging.Tests.Noise;

/// <summary>Applies a noise to a constant image and returns the result.</summary>
internal static class Moments
{
    internal static readonly Shape Large = new(1, 401, 499, 1);

    internal static float[] Of(INoise noise, float value, ulong seed = 1)
    {
        float[] clean = [.. Enumerable.Repeat(value, (int)Large.Count)], noisy = new float[clean.Length];
        noise.Apply(clean, noisy, Large, new RandomKey(seed, RandomPurpose.TestNoise));
        return noisy;
    }

    internal static double Mean(float[] values) => values.Average(v => (double)v);

    internal static double Variance(float[] values)
    {
        double mean = Mean(values);
        return values.Average(v => (v - mean) * (v - mean));
    }
}
