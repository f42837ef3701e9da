namespace Hush.Learning.Tests.Golden;

/// <summary>Numbers that a test and a script in another language both make, bit for bit, so that no file has to carry them.</summary>
internal static class GoldenNumbers
{
    /// <summary>Numbers in [0, 1): a hash of the index in 32-bit integers, its upper 24 bits over 2^24; as in golden_run.py.</summary>
    public static double[] Uniform(uint stream, int count)
    {
        var values = new double[count];
        for (int i = 0; i < count; i++)
        {
            uint x = ((uint)i * 2654435761) + (stream * 40503) + 1;
            for (int round = 0; round < 2; round++)
            {
                x ^= x >> 16;
                x *= 73244475;
            }

            x ^= x >> 16;
            values[i] = (x >> 8) / (double)(1 << 24);
        }

        return values;
    }
}
