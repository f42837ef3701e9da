using Hush.Numerics.Random;

namespace Hush.Testing;

/// <summary>Pseudorandom numbers that depend only on the stream number, on any machine.</summary>
public static class Samples
{
    /// <summary>Uniform in [0, 1).</summary>
    public static float[] Uniform(long count, uint stream)
    {
        var key = new RandomKey(1, RandomPurpose.Samples, 0, stream);
        var values = new float[count];
        for (int i = 0; i < values.Length; i++)
            values[i] = Philox.Uniform(key, (uint)i);
        return values;
    }

    /// <summary>Standard normal, by the Box-Muller transform.</summary>
    public static float[] Normal(long count, uint stream)
    {
        var key = new RandomKey(2, RandomPurpose.Samples, 0, stream);
        var values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            double u = 1 - Philox.Uniform(key, (uint)(2 * i)), v = Philox.Uniform(key, (uint)((2 * i) + 1));
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v));
        }

        return values;
    }
}
