using Hush.Numerics.Kernels.Convolution;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>
/// HUSH_MAX_WIDTH is set together with switches that disable vectors (DOTNET_EnableAVX512=0, DOTNET_EnableHWIntrinsic=0).
/// </summary>
public sealed class HardwareLaneTests
{
    [Fact]
    public void The_vector_width_is_not_wider_than_this_run_asked_for()
    {
        if (Environment.GetEnvironmentVariable("HUSH_MAX_WIDTH") is not { } asked)
            return;
        int bits = HardwareLane.Bits;
        Assert.True(bits <= int.Parse(asked), $"asked for at most {asked} bits, got {bits}: the knob has no effect on this runtime");
    }

    [Fact]
    public void Panels_are_two_of_the_widest_lanes_that_the_hardware_has_and_of_AVX512_the_last_three()
    {
        int lane = HardwareLane.Width;
        Assert.Equal(2 * lane, RegisterTile.PanelWidth(64));
        Assert.Equal(lane, RegisterTile.PanelWidth(lane));
        Assert.Equal(lane == 16 ? 3 * lane : 2 * lane, RegisterTile.PanelWidth(3 * lane));
        Assert.Equal(2 * lane, RegisterTile.PanelWidth(5 * lane));
    }
}
