using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps.Convolutions;

/// <summary>
/// Pixel unshuffle and a 1x1 convolution as a 2x2 convolution with stride 2. Input channel 4c + 2i + j of the layer is row i,
/// column j of the window in channel c.
/// </summary>
internal sealed unsafe class UnshuffledLowering(Conv2d layer, PlannedValue x, PlannedValue y, PlanContext plan) : IConvolutionLowering
{
    public WindowProduct[] Forward { get; } = [WindowProduct.FromBlocks(x.Data, y.Data, 2, plan)];

    public WindowProduct[] Adjoint { get; } = plan.Training && x.Gradient is { } dx
        ? [.. Enumerable.Range(0, 4).Select(k => WindowProduct.ToQuarter(y.Gradient!, dx, 1, k / 2, k % 2, plan.ForAdjoint))]
        : [];

    public int Rows => y.Data.Height;

    public FilterView ForwardFilters(float* working, int product) => new((nint)working, layer.InChannels, 4, 2, 1);

    public FilterView AdjointFilters(float* working, int product) => new((nint)(working + product), 4, layer.InChannels, 0, 0);

    public int OutputChannel(int product, int channel) => channel;
}
