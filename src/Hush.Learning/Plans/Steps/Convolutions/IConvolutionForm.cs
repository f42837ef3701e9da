using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps.Convolutions;

/// <summary>
/// A convolution as products of windows with filters, together with the rearrangement of pixels before or behind it that it takes over.
/// The working filters are the layer's own, which is the default here, or sums of them.
/// </summary>
internal unsafe interface IConvolutionForm
{
    /// <summary>The products of the forward pass; together they give every result pixel once.</summary>
    WindowProduct[] Forward { get; }

    /// <summary>The products from the result's gradient to the input's; none where that is not wanted.</summary>
    WindowProduct[] Adjoint { get; }

    /// <summary>Rows of windows of a forward product.</summary>
    int Rows { get; }

    /// <summary>Floats of the working filters; 0 where they are the layer's own.</summary>
    nint Length => 0;

    /// <summary>working = the working filters of the layer's filters, [out, in, k, k].</summary>
    void Spread(float* filters, float* working)
    {
    }

    /// <summary>filters += the adjoint of <see cref="Spread"/>, applied to the working filters' gradient.</summary>
    void Gather(float* working, float* filters)
    {
    }

    /// <summary>The filters of a forward product.</summary>
    FilterView ForwardFilters(float* working, int product);

    /// <summary>The filters of an adjoint product.</summary>
    FilterView AdjointFilters(float* working, int product);

    /// <summary>The layer's output channel that a forward product's result channel is.</summary>
    int OutputChannel(int product, int channel);
}
