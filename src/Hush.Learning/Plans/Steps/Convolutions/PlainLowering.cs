using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Convolution.Winograd;

namespace Hush.Learning.Plans.Steps.Convolutions;

/// <summary>
/// A convolution with the filters of the layer: one product per direction. The adjoint uses the filters rotated by 180 degrees.
/// Winograd tiles can include a nearest-neighbor upsampling of the input.
/// </summary>
internal sealed unsafe class PlainLowering(Conv2d layer, PlannedValue x, PlannedValue y, PlanContext plan,
    bool upsampled = false) : IConvolutionLowering
{
    private readonly int _area = layer.Kernel * layer.Kernel;

    public WindowProduct[] Forward { get; } =
        [upsampled ? WindowProduct.Tiled(x.Data, y.Data, TileForm.Upsampled, plan)
            : WindowProduct.Same(x.Data, y.Data, layer.Kernel, plan)];

    public WindowProduct[] Adjoint { get; } = !plan.Training || x.Gradient is not { } dx
        ? []
        : [upsampled
            ? WindowProduct.Tiled(y.Gradient!, dx, TileForm.Pooled, plan.ForAdjoint)
            : WindowProduct.Same(y.Gradient!, dx, layer.Kernel, plan.ForAdjoint)];

    public int Rows => y.Data.Height;

    public FilterView ForwardFilters(float* working, int product) =>
        new((nint)working, (nint)layer.InChannels * _area, _area, layer.Kernel, 1);

    public FilterView AdjointFilters(float* working, int product) =>
        new((nint)(working + _area - 1), _area, (nint)layer.InChannels * _area, -layer.Kernel, -1);

    public int OutputChannel(int product, int channel) => channel;
}
