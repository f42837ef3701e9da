namespace Hush.Learning.Tests.Golden;

/// <summary>Numbers that tests and Python scripts compute identically, bit for bit, so that no files are needed.</summary>
internal static class GoldenNumbers
{
    /// <summary>Numbers in [0, 1): the upper 24 bits of a 32-bit integer hash of the index, over 2^24, as in golden_run.py.</summary>
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
