using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps.Convolutions.Algorithms;

/// <summary>How windows are multiplied with filters, with the memory that this takes.</summary>
internal unsafe interface IProductAlgorithm
{
    /// <summary>Takes over filters.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="scratch">Working memory for packed filters.</param>
    void Prepare(in FilterView filters, float* scratch);

    /// <summary>y = bias + windows times filters, and what the epilogue adds, for some rows of one image.</summary>
    /// <param name="x">The window of the image's first result pixel.</param>
    /// <param name="y">The image's first result pixel.</param>
    /// <param name="firstRow">The first row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="bias">A value for each slot of the result.</param>
    /// <param name="epilogue">What is done to each result.</param>
    /// <param name="addend">From a result to what is added to it, if something is.</param>
    /// <param name="worker">Who computes.</param>
    void ForwardRows(float* x, float* y, int firstRow, int rows, float* bias, Epilogue epilogue, nint addend, int worker);

    /// <summary>y = bias + windows times filters, and what the epilogue adds, for several images one behind the other.</summary>
    /// <param name="x">The window of the first image's first result pixel.</param>
    /// <param name="y">The first image's first result pixel.</param>
    /// <param name="images">How many.</param>
    /// <param name="bias">A value for each slot of the result.</param>
    /// <param name="epilogue">What is done to each result.</param>
    /// <param name="addend">From a result to what is added to it, if something is.</param>
    /// <param name="worker">Who computes.</param>
    void Forward(float* x, float* y, int images, float* bias, Epilogue epilogue, nint addend, int worker);

    /// <summary>packed = or += the gradient of the filters, summed over images.</summary>
    /// <param name="x">The window of the first image's first result pixel.</param>
    /// <param name="dy">The gradient at the first image's first result pixel.</param>
    /// <param name="g">How windows and gradients lie in memory.</param>
    /// <param name="gradientImage">Floats from an image's gradients to the next image's.</param>
    /// <param name="images">How many.</param>
    /// <param name="packed">Gradients in the layout of the packed filters.</param>
    /// <param name="adds">Whether they keep what they hold.</param>
    /// <param name="worker">Who computes.</param>
    void AddGradient(float* x, float* dy, in WindowGrid g, nint gradientImage, int images, float* packed, bool adds, int worker);
}
