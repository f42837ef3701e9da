using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps.Convolutions;

/// <summary>2x nearest-neighbor upsampling and a 3x3 convolution as four 2x2 products, see <see cref="UpsampleFolding"/>.</summary>
internal sealed unsafe class UpsampledLowering(Conv2d layer, PlannedValue x, PlannedValue y, PlanContext plan) : IConvolutionLowering
{
    public WindowProduct[] Forward { get; } =
        [.. Enumerable.Range(0, 4).Select(k => WindowProduct.ToQuarter(x.Data, y.Data, 2, k / 2, k % 2, plan))];

    public WindowProduct[] Adjoint { get; } =
        plan.Training && x.Gradient is { } dx ? [WindowProduct.FromBlocks(y.Gradient!, dx, 4, plan.ForAdjoint)] : [];

    public int Rows => x.Data.Height;

    public nint Length => Filters * UpsampleFolding.Taps;

    private nint Filters => (nint)layer.OutChannels * layer.InChannels;

    public void TransformFilters(float* filters, float* working) => UpsampleFolding.Fold(filters, working, Filters);

    public void TransformAdjoint(float* working, float* filters) => UpsampleFolding.Unfold(working, filters, Filters);

    public FilterView ForwardFilters(float* working, int product) =>
        UpsampleFolding.Quarter(working, product / 2, product % 2, layer.OutChannels, layer.InChannels);

    public FilterView AdjointFilters(float* working, int product) => UpsampleFolding.Adjoint(working, layer.OutChannels, layer.InChannels);

    public int OutputChannel(int product, int channel) => channel;
}
