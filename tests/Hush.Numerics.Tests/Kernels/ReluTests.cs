using Hush.Numerics.Kernels.Channels;
using Hush.Numerics.Kernels.Lanes;
using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels;

public sealed unsafe class ReluTests
{
    public static TheoryData<int, int> Lengths => Lanes.Times(0, 1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 63, 65, 257);

    [Theory, MemberData(nameof(Lengths))]
    public void The_gradient_passes_where_the_result_is_above_0_and_nowhere_else(int length, int lane)
    {
        float[] results = [.. Samples.Normal(length, 1).Select((v, i) => i % 5 == 0 ? 0f : i % 7 == 0 ? -0f : Math.Max(v, 0))];
        float[] gradients = Samples.Normal(length, 2);
        using GuardedMemory y = GuardedMemory.From(results), dy = GuardedMemory.From(gradients);

        switch (lane)
        {
            case 4: ReluGradient.Apply<Lane128>(y.Pointer, dy.Pointer, length); break;
            case 8: ReluGradient.Apply<Lane256>(y.Pointer, dy.Pointer, length); break;
            default: ReluGradient.Apply<Lane512>(y.Pointer, dy.Pointer, length); break;
        }

        dy.AssertIntact();
        Assert.Equal(results, y.Span.ToArray());
        Assert.Equal(gradients.Select((g, i) => results[i] > 0 ? g : 0f), dy.Span.ToArray());
    }
}
