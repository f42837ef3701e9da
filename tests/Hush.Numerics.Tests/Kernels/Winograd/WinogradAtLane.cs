using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Convolution.Winograd;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Tests.Kernels.Winograd;

/// <summary>The Winograd kernels at a given lane width.</summary>
internal static unsafe class WinogradAtLane
{
    public static void Transform(int lane, float* packed, float* filters, int inputs, int outputs)
    {
        switch (lane)
        {
            case 4: WinogradConvolution.Transform<Lane128>(packed, filters, inputs, outputs); break;
            case 8: WinogradConvolution.Transform<Lane256>(packed, filters, inputs, outputs); break;
            case 16: WinogradConvolution.Transform<Lane512>(packed, filters, inputs, outputs); break;
            default: throw new ArgumentOutOfRangeException(nameof(lane));
        }
    }

    public static void Forward(
        int lane, float* x, float* filters, float* bias, float* y, in WindowGrid g, in WinogradArea area, int inputs, int outputs,
        Epilogue epilogue,
        float* scratch)
    {
        switch (lane)
        {
            case 4: WinogradConvolution.Forward<Lane128>(x, filters, bias, y, g, area, inputs, outputs, epilogue, scratch); break;
            case 8: WinogradConvolution.Forward<Lane256>(x, filters, bias, y, g, area, inputs, outputs, epilogue, scratch); break;
            case 16: WinogradConvolution.Forward<Lane512>(x, filters, bias, y, g, area, inputs, outputs, epilogue, scratch); break;
            default: throw new ArgumentOutOfRangeException(nameof(lane));
        }
    }

    public static void FilterGradient(
        int lane, float* x, float* dy, float* dw, in WindowGrid g, in WinogradArea area, int inputs, int outputs, bool adds, float* scratch)
    {
        switch (lane)
        {
            case 4: WinogradConvolution.FilterGradient<Lane128>(x, dy, dw, g, area, inputs, outputs, adds, scratch); break;
            case 8: WinogradConvolution.FilterGradient<Lane256>(x, dy, dw, g, area, inputs, outputs, adds, scratch); break;
            case 16: WinogradConvolution.FilterGradient<Lane512>(x, dy, dw, g, area, inputs, outputs, adds, scratch); break;
            default: throw new ArgumentOutOfRangeException(nameof(lane));
        }
    }

    public static void TransformGradient(int lane, float* dFilters, float* dw, int inputs, int outputs, bool adds)
    {
        switch (lane)
        {
            case 4: WinogradConvolution.TransformGradient<Lane128>(dFilters, dw, inputs, outputs, adds); break;
            case 8: WinogradConvolution.TransformGradient<Lane256>(dFilters, dw, inputs, outputs, adds); break;
            case 16: WinogradConvolution.TransformGradient<Lane512>(dFilters, dw, inputs, outputs, adds); break;
            default: throw new ArgumentOutOfRangeException(nameof(lane));
        }
    }
}
