using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps.Convolutions;

/// <summary>
/// A convolution as products of windows and filters, together with a fused upsampling, pixel shuffle or pixel unshuffle. The
/// working filters are the filters of the layer (the default) or sums of them.
/// </summary>
internal unsafe interface IConvolutionLowering
{
    /// <summary>The products of the forward pass. Together they compute each output pixel once.</summary>
    WindowProduct[] Forward { get; }

    /// <summary>The products that map the output gradient to the input gradient; empty if it is not needed.</summary>
    WindowProduct[] Adjoint { get; }

    /// <summary>Rows of windows per forward product.</summary>
    int Rows { get; }

    /// <summary>Size of the working filters, in floats; 0 if they are the filters of the layer.</summary>
    nint Length => 0;

    /// <summary>Computes the working filters from the filters of the layer, [out, in, k, k].</summary>
    void TransformFilters(float* filters, float* working)
    {
    }

    /// <summary>filters += the adjoint of <see cref="TransformFilters"/>, applied to the gradient of the working filters.</summary>
    void TransformAdjoint(float* working, float* filters)
    {
    }

    /// <summary>The filters of a forward product.</summary>
    FilterView ForwardFilters(float* working, int product);

    /// <summary>The filters of an adjoint product.</summary>
    FilterView AdjointFilters(float* working, int product);

    /// <summary>The output channel of the layer that a channel of a forward product corresponds to.</summary>
    int OutputChannel(int product, int channel);
}
