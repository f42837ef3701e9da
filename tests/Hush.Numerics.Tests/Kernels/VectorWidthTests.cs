using System.Runtime.Intrinsics.X86;
using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Lanes;
using Hush.Numerics.Random.Kernels;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>
/// The tests run again with switches that limit the vector width (DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0, HUSH_VECTOR_BITS).
/// HUSH_MAX_WIDTH is set to that limit, and a switch that has no effect fails here.
/// </summary>
public sealed class VectorWidthTests
{
    [Fact]
    public void The_vector_width_is_not_wider_than_this_run_asked_for()
    {
        int most = int.Parse(Environment.GetEnvironmentVariable("HUSH_MAX_WIDTH") ?? "512");
        Assert.Contains(VectorWidth.Bits, new[] { 128, 256, 512 });
        Assert.True(VectorWidth.Bits <= most, $"asked for at most {most} bits, got {VectorWidth.Bits}: the switch has no effect");
    }

    [Fact]
    public void The_vector_width_follows_from_the_instruction_sets_and_the_variable()
    {
        int supported = Avx512F.IsSupported ? 512 : Avx2.IsSupported ? 256 : 128;
        Assert.Equal(VectorWidth.Choose(supported, Environment.GetEnvironmentVariable("HUSH_VECTOR_BITS")), VectorWidth.Bits);
    }

    [Theory]
    [InlineData(512, null, 512)]
    [InlineData(512, "512", 512)]
    [InlineData(512, "256", 256)]
    [InlineData(512, "128", 128)]
    [InlineData(256, null, 256)]
    [InlineData(256, "128", 128)]
    [InlineData(256, "512", 256)]
    [InlineData(128, "256", 128)]
    [InlineData(512, "", 512)]
    [InlineData(512, "0", 512)]
    [InlineData(512, "-128", 512)]
    [InlineData(512, "384", 512)]
    [InlineData(256, "avx2", 256)]
    public void The_variable_can_only_reduce_the_width_to_128_or_256_bits(int supported, string? requested, int expected) =>
        Assert.Equal(expected, VectorWidth.Choose(supported, requested));

    // On AVX-512, DQ and VL are needed too: comparisons write masks and become bits of floats again.
    [Fact]
    public void AVX512_is_supported_as_a_whole() =>
        Assert.Equal(Avx512F.IsSupported, Avx512DQ.IsSupported && Avx512BW.IsSupported && Avx512F.VL.IsSupported);

    [Fact]
    public void Kernels_run_at_the_vector_width()
    {
        int[] widths = [0, 0];
        VectorWidth.Run(new Record(widths));
        VectorWidth.RunWords(new RecordWords(widths));
        Assert.Equal([VectorWidth.Bits / 32, VectorWidth.Bits / 32], widths);
        Assert.Equal(VectorWidth.Bits / 32, VectorWidth.Floats);
    }

    [Fact]
    public void Panels_are_two_vectors_wide_and_the_last_three_vectors_of_AVX512_are_one_panel()
    {
        int lane = VectorWidth.Floats;
        Assert.Equal(2 * lane, RegisterTile.PanelWidth(64));
        Assert.Equal(lane, RegisterTile.PanelWidth(lane));
        Assert.Equal(lane == 16 ? 3 * lane : 2 * lane, RegisterTile.PanelWidth(3 * lane));
        Assert.Equal(2 * lane, RegisterTile.PanelWidth(5 * lane));
    }

    private readonly struct Record(int[] widths) : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => widths[0] = T.Width;
    }

    private readonly struct RecordWords(int[] widths) : IWordKernel
    {
        public void Run<T>()
            where T : struct, IWordLane<T> => widths[1] = T.Width;
    }
}
