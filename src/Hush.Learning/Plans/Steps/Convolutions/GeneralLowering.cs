using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps.Convolutions;

/// <summary>A <see cref="GeneralConv2d"/> as one product of windows, in inference.</summary>
internal sealed unsafe class GeneralLowering(GeneralConv2d layer, PlannedValue x, PlannedValue y, PlanContext plan) : IConvolutionLowering
{
    public WindowProduct[] Forward { get; } = [WindowProduct.General(x.Data, y.Data, layer, plan)];

    public WindowProduct[] Adjoint => [];

    public int Rows => y.Data.Height;

    public FilterView ForwardFilters(float* working, int product) =>
        new((nint)working, (nint)layer.InChannels * layer.Taps, layer.Taps, layer.Width, 1);

    public FilterView AdjointFilters(float* working, int product) => throw InferenceOnly.Exception(layer.Operation);

    public int OutputChannel(int product, int channel) => channel;
}
