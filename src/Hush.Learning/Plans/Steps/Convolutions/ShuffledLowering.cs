using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps.Convolutions;

/// <summary>
/// A 1x1 convolution and pixel shuffle: output channel 4c + 2i + j of the layer is written to row i, column j of the 2x2 blocks
/// of channel c.
/// </summary>
internal sealed unsafe class ShuffledLowering(Conv2d layer, PlannedValue x, PlannedValue y, PlanContext plan) : IConvolutionLowering
{
    public WindowProduct[] Forward { get; } =
        [.. Enumerable.Range(0, 4).Select(k => WindowProduct.ToQuarter(x.Data, y.Data, 1, k / 2, k % 2, plan))];

    public WindowProduct[] Adjoint { get; } =
        plan.Training && x.Gradient is { } dx ? [WindowProduct.FromBlocks(y.Gradient!, dx, 2, plan.ForAdjoint)] : [];

    public int Rows => x.Data.Height;

    public FilterView ForwardFilters(float* working, int product) =>
        new((nint)(working + ((nint)product * layer.InChannels)), 4 * layer.InChannels, 1, 0, 0);

    public FilterView AdjointFilters(float* working, int product) =>
        new((nint)working, 1, 4 * layer.InChannels, 2 * layer.InChannels, layer.InChannels);

    public int OutputChannel(int product, int channel) => (4 * channel) + product;
}
