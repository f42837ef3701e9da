using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps.Convolutions.Algorithms;

/// <summary>
/// An algorithm for the product of windows and filters, with its memory. x points to the window of the first output pixel of the
/// first image, y and dy to that pixel. bias has one value per output slot; addend is the offset to the value that the epilogue adds.
/// </summary>
internal unsafe interface IProductAlgorithm
{
    /// <summary>Converts filters to the layout of the algorithm. The scratch memory has room for packed filters.</summary>
    void Prepare(in FilterView filters, float* scratch);

    /// <summary>y = bias + windows * filters, plus the epilogue, for some rows of one image.</summary>
    void ForwardRows(float* x, float* y, int firstRow, int rows, float* bias, Epilogue epilogue, nint addend, int worker);

    /// <summary>y = bias + windows * filters, plus the epilogue, for consecutive images.</summary>
    void Forward(float* x, float* y, int images, float* bias, Epilogue epilogue, nint addend, int worker);

    /// <summary>
    /// packed = (or += if <c>adds</c>) the gradient of the filters, summed over images, in the layout of packed filters. The
    /// gradients of two images are gradientImage floats apart.
    /// </summary>
    void AddGradient(float* x, float* dy, in WindowGrid g, nint gradientImage, int images, float* packed, bool adds, int worker);
}
