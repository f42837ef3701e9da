using Hush.Learning.Networks;
using Hush.Numerics.Kernels.Convolution.Winograd;

namespace Hush.Learning.Plans;

/// <summary>
/// One step of a plan: a layer, or several fused ones, with its memory. It treats one image, or some rows of one, at a time.
/// </summary>
internal interface IStep
{
    /// <summary>Bands of rows begin at multiples of this: the tile of the algorithm that has the largest.</summary>
    const int BandRows = WinogradConvolution.Side;

    /// <summary>The layer's name.</summary>
    string Name { get; }

    /// <summary>Rows of work in an image: any split of them at multiples of <see cref="BandRows"/> gives the same bytes.</summary>
    int Rows { get; }

    /// <summary>Floats of one image that it reads and writes.</summary>
    nint ImageFloats { get; }

    /// <summary>What it reads.</summary>
    IReadOnlyList<PixelBuffer> Inputs { get; }

    /// <summary>Rows of its inputs, around those that it computes from, that it may read as well.</summary>
    int Reach => 0;

    /// <summary>What it computes.</summary>
    PixelBuffer Result { get; }

    /// <summary>Computes rows of the result of one image.</summary>
    /// <param name="place">The image.</param>
    /// <param name="firstRow">The first row, a multiple of <see cref="BandRows"/>.</param>
    /// <param name="rows">Rows; a multiple of <see cref="BandRows"/>, or all that are left.</param>
    /// <param name="worker">Who computes: it has working memory of its own.</param>
    void Forward(Place place, int firstRow, int rows, int worker);

    /// <summary>Settles, last step first, who writes a gradient first (=) and who adds to it (+=).</summary>
    void ClaimGradients();

    /// <summary>Computes the gradients of the inputs of one image and adds those of the weights to the chunk's sums.</summary>
    /// <param name="place">The image.</param>
    /// <param name="chunk">The part of the batch that it belongs to.</param>
    /// <param name="worker">Who computes.</param>
    void Backward(Place place, int chunk, int worker);
}

/// <summary>A step that has weights.</summary>
internal interface IWeightedStep : IStep
{
    /// <summary>How many weights; those with many are made ready first, so that workers end together.</summary>
    long Parameters { get; }

    /// <summary>Brings the weights into the form that the forward pass wants.</summary>
    void Prepare(Weights weights, int worker);

    /// <summary>gradient = the sum over all chunks, in their order.</summary>
    void CollectGradient(Weights gradient, int worker);
}

/// <summary>
/// A step with filters, which it reads once for several images. Its weights' gradient is summed over the images of a chunk, which one
/// worker takes from the first to the last.
/// </summary>
internal interface IFilterStep : IWeightedStep
{
    /// <summary>Brings the filters into the form that the backward pass wants.</summary>
    void PrepareAdjoint(Weights weights, int worker);

    /// <summary>Computes the results of images that lie one behind the other.</summary>
    void ForwardImages(Place place, int images, int worker);

    /// <summary>As <see cref="IStep.Backward"/>, for images that lie one behind the other.</summary>
    void BackwardImages(Place place, int images, int chunk, int worker);

    /// <summary>Begins a chunk's sums: its first images overwrite what is there.</summary>
    void BeginGradient(int chunk, int worker);

    /// <summary>Ends a chunk's sums; those that no image came to are zero.</summary>
    void EndGradient(int chunk, int worker);
}

/// <summary>A step that needs sums over the whole batch before it can go on.</summary>
internal interface IBatchStep : IWeightedStep
{
    /// <summary>Adds one image to the chunk's sums for the forward pass.</summary>
    void GatherForward(Place place, int chunk);

    /// <summary>Adds the chunks' sums in their order, once all images are in.</summary>
    /// <param name="images">Images in the batch.</param>
    /// <param name="momentum">Share of this batch in the running statistics.</param>
    void ConcludeForward(int images, double momentum);

    /// <summary>Adds one image to the chunk's sums for the backward pass.</summary>
    void GatherBackward(Place place, int chunk);

    /// <summary>Adds the chunks' sums in their order, once all images are in.</summary>
    void ConcludeBackward(int images);
}
