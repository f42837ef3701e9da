using Hush.Numerics.Kernels;
using Hush.Testing;
using Xunit;

namespace Hush.Numerics.Tests;

public class FiniteTests
{
    [Theory, InlineData(1), InlineData(7), InlineData(16), InlineData(33), InlineData(257)]
    public void One_value_too_many_is_found_at_every_place(int length)
    {
        float[] values = [.. Samples.Normal(length, 1).Select(v => v * 1e30f)];
        Assert.True(Finite.All(values));
        for (int i = 0; i < length; i++)
        {
            float sound = values[i];
            foreach (float wrong in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
            {
                values[i] = wrong;
                Assert.False(Finite.All(values));
            }

            values[i] = -float.MaxValue;
            Assert.True(Finite.All(values));
            Assert.False(Finite.AllWithin(values, 1e32f));
            values[i] = sound;
        }

        Assert.True(Finite.AllWithin(values, 1e32f));
        Assert.True(Finite.All([]));
    }
}
