using System.Numerics;

namespace Hush.Learning.Optimizers.Kernels;

internal static class AverageKernel
{
    /// <summary>average += (values - average) mix.</summary>
    public static void Update(Span<float> average, ReadOnlySpan<float> values, float mix)
    {
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var a = new Vector<float>(average[i..]);
            (a + ((new Vector<float>(values[i..]) - a) * mix)).CopyTo(average[i..]);
        }

        for (; i < values.Length; i++)
            average[i] += (values[i] - average[i]) * mix;
    }
}
