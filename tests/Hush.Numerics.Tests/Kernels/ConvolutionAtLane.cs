using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>The convolution kernels at a given lane width. Outputs of up to four slots use the narrow kernels.</summary>
internal static unsafe class ConvolutionAtLane
{
    public static void Forward(
        int lane, float* x, float* w, float* bias, float* y, in WindowGrid g, int rows, int channels, Epilogue epilogue)
    {
        switch (lane)
        {
            case 4: Forward<Lane128>(x, w, bias, y, g, rows, channels, epilogue); break;
            case 8: Forward<Lane256>(x, w, bias, y, g, rows, channels, epilogue); break;
            case 16: Forward<Lane512>(x, w, bias, y, g, rows, channels, epilogue); break;
            default: throw new ArgumentOutOfRangeException(nameof(lane));
        }
    }

    public static void WeightGradient(int lane, float* x, float* dy, float* dw, in WindowGrid g, int rows, int channels)
    {
        switch (lane)
        {
            case 4: WeightGradient<Lane128>(x, dy, dw, g, rows, channels); break;
            case 8: WeightGradient<Lane256>(x, dy, dw, g, rows, channels); break;
            case 16: WeightGradient<Lane512>(x, dy, dw, g, rows, channels); break;
            default: throw new ArgumentOutOfRangeException(nameof(lane));
        }
    }

    /// <summary>The weight gradient for outputs of more than four slots, summed over consecutive images.</summary>
    public static void WeightGradient(int lane, float* x, float* dy, float* dw, in WindowGrid g, in ImageSpan images, int channels,
        bool adds)
    {
        switch (lane)
        {
            case 4: WideGradient.Add<Lane128>(x, dy, dw, g, images, channels, adds); break;
            case 8: WideGradient.Add<Lane256>(x, dy, dw, g, images, channels, adds); break;
            case 16: WideGradient.Add<Lane512>(x, dy, dw, g, images, channels, adds); break;
            default: throw new ArgumentOutOfRangeException(nameof(lane));
        }
    }

    private static void Forward<T>(
        float* x, float* w, float* bias, float* y, in WindowGrid g, int rows, int channels, Epilogue epilogue)
        where T : struct, ILane<T>
    {
        if (channels <= 4)
            NarrowConvolution.Forward<T>(x, w, bias, y, g, rows, channels, epilogue);
        else
            WideConvolution.Forward<T>(x, w, bias, y, g, rows, channels, epilogue);
    }

    private static void WeightGradient<T>(float* x, float* dy, float* dw, in WindowGrid g, int rows, int channels)
        where T : struct, ILane<T>
    {
        if (channels <= 4)
            NarrowConvolution.WeightGradient<T>(x, dy, dw, g, rows, channels);
        else
            WideGradient.Add<T>(x, dy, dw, g, new ImageSpan(1, rows), channels, adds: true);
    }
}
