using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels.Winograd;

/// <summary>
/// The division of images into calls does not change a byte of a result, and a tile does not depend on pixels beside it.
/// </summary>
public sealed class WinogradBytesTests
{
    private static readonly ConvolutionCase[] s_cases =
    [
        new(3, 13, 5, 16, 32, 3), new(2, 8, 9, 32, 16, 3), new(5, 3, 2, 48, 48, 3),
        new(2, 1, 7, 16, 16, 3), new(3, 18, 30, 16, 48, 3), new(2, 30, 1, 32, 16, 3),
    ];

    public static TheoryData<ConvolutionCase, int> Cases => Lanes.Times(s_cases);

    /// <summary>Images that extend beyond what the first row of tiles reads.</summary>
    public static TheoryData<ConvolutionCase, int> TallCases => Lanes.Times(s_cases.Where(c => c.H > 8));

    [Theory, MemberData(nameof(Cases))]
    public void Several_images_have_the_bytes_of_one_at_a_time_and_of_bands_of_rows(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 1), w = Samples.Normal(c.WeightCount, 2), bias = Samples.Normal(c.Out, 3);
        float[] together = WinogradRun.Forward(c, lane, x, w, bias);
        foreach (int band in (int[])[4, 8, 12, (c.H + 3) / 4 * 4])
            SameBytes.Assert(together, WinogradRun.Forward(c, lane, x, w, bias, band: band));
    }

    [Theory, MemberData(nameof(Cases))]
    public void An_image_has_its_bytes_wherever_it_lies_among_others(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 4), w = Samples.Normal(c.WeightCount, 5), bias = Samples.Normal(c.Out, 6);
        float[] together = WinogradRun.Forward(c, lane, x, w, bias);
        for (int n = 0; n < c.N; n++)
        {
            float[] image = x.AsSpan(n * x.Length / c.N, x.Length / c.N).ToArray();
            SameBytes.Assert(together.AsSpan(n * together.Length / c.N, together.Length / c.N),
                WinogradRun.Forward(c with { N = 1 }, lane, image, w, bias));
        }
    }

    [Theory, MemberData(nameof(TallCases))]
    public void A_tile_has_the_same_bytes_where_the_image_goes_on_behind_what_it_reads(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 7), w = Samples.Normal(c.WeightCount, 8), bias = Samples.Normal(c.Out, 9);
        float[] before = WinogradRun.Forward(c with { N = 1 }, lane, x[..(x.Length / c.N)], w, bias);
        for (int i = 6 * c.W * c.In; i < x.Length; i++)
            x[i] = -x[i];       // rows 6 and up; the tiles of rows 0 to 3 read rows up to 4
        float[] after = WinogradRun.Forward(c with { N = 1 }, lane, x[..(x.Length / c.N)], w, bias);

        int tiles = 4 * c.W * c.Out;
        SameBytes.Assert(before.AsSpan(0, tiles), after.AsSpan(0, tiles));
        Assert.NotEqual(before[tiles..], after[tiles..]);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Runs_that_are_repeated_while_the_compiler_improves_the_code_give_the_same_bytes(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 10), w = Samples.Normal(c.WeightCount, 11), bias = Samples.Normal(c.Out, 12);
        float[] dy = Samples.Normal(c.Output.Count, 13), zero = new float[c.WeightCount];
        float[] first = WinogradRun.Forward(c, lane, x, w, bias), gradient = WinogradRun.WeightGradient(c, lane, x, dy, zero);

        for (int i = 0; i < 10; i++)
        {
            SameBytes.Assert(first, WinogradRun.Forward(c, lane, x, w, bias));
            SameBytes.Assert(gradient, WinogradRun.WeightGradient(c, lane, x, dy, zero));
        }
    }
}
