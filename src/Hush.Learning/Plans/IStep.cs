using Hush.Learning.Networks;
using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Convolution.Winograd;

namespace Hush.Learning.Plans;

/// <summary>
/// A step of a plan: a layer, or several fused layers, with its memory. Processes one image at a time, or some rows of it.
/// </summary>
internal interface IStep
{
    /// <summary>Bands of rows start at multiples of this, the largest tile height of all algorithms.</summary>
    const int BandRows = WinogradConvolution.Side;

    /// <summary>Name of the layer.</summary>
    string Name { get; }

    /// <summary>Rows of work per image. Any division at multiples of <see cref="BandRows"/> gives the same bytes.</summary>
    int Rows { get; }

    /// <summary>Number of floats per image that the step reads and writes.</summary>
    nint ImageFloats { get; }

    IReadOnlyList<FeatureMap> Inputs { get; }

    /// <summary>Number of additional input rows, above and below, that the computation of some rows may read.</summary>
    int ReceptiveFieldRadius => 0;

    FeatureMap Result { get; }

    /// <summary>Computes rows of the output of one image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="firstRow">The first row, a multiple of <see cref="BandRows"/>.</param>
    /// <param name="rows">Number of rows: a multiple of <see cref="BandRows"/>, or all that remain.</param>
    /// <param name="worker">Index of the worker thread; selects its scratch memory.</param>
    void Forward(ImageSlot image, int firstRow, int rows, int worker);

    /// <summary>
    /// Determines whether the step overwrites input gradients or accumulates. Called in the order of the backward pass.
    /// </summary>
    void ClaimGradients();

    /// <summary>Computes the input gradients of one image and adds its weight gradients to the sums of the chunk.</summary>
    /// <param name="image">The image.</param>
    /// <param name="chunk">The chunk of the batch that contains the image.</param>
    /// <param name="worker">Index of the worker thread; selects its scratch memory.</param>
    void Backward(ImageSlot image, int chunk, int worker);
}

/// <summary>A step with weights.</summary>
internal interface IWeightedStep : IStep
{
    /// <summary>Number of weights. Steps with many weights are prepared first, for better load balancing.</summary>
    long Parameters { get; }

    /// <summary>Converts the weights to the layout of the forward pass.</summary>
    void Prepare(Weights weights, int worker);
}

/// <summary>
/// A step with filters, which it reads once for several images. The weight gradients of a chunk are accumulated by one worker,
/// from the first image to the last.
/// </summary>
internal unsafe interface IFilterStep : IWeightedStep
{
    /// <summary>Number of floats of <see cref="ChunkGradient"/>.</summary>
    int GradientLength { get; }

    /// <summary>The part of <see cref="IWeightedStep.Prepare"/> that is left if another rank packs the filters.</summary>
    void PrepareBias(Weights weights);

    /// <summary>Converts the filters to the layout of the backward pass.</summary>
    void PrepareAdjoint(Weights weights, int worker);

    /// <summary>Computes the outputs of consecutive images.</summary>
    void ForwardImages(ImageSlot image, int images, int worker);

    /// <summary><see cref="IStep.Backward"/> for consecutive images.</summary>
    void BackwardImages(ImageSlot image, int images, int chunk, int worker);

    /// <summary>Starts the gradient sums of a chunk. The first images overwrite the memory.</summary>
    void BeginGradient(int chunk, int worker);

    /// <summary>Ends the gradient sums of a chunk. Sums without any image are set to zero.</summary>
    void EndGradient(int chunk, int worker);

    /// <summary>The filter gradients of a chunk.</summary>
    float* ChunkGradient(int chunk);

    /// <summary>Sets the memory of the filter gradients, which several ranks exchange. Call it before the first step.</summary>
    /// <param name="first">Those of this rank's first chunk.</param>
    /// <param name="pitch">Number of floats from one chunk to the next.</param>
    void PlaceGradients(float* first, nint pitch);

    /// <summary>Converts the filter gradients of the batch to the layout of the weights, and adds the biases of all chunks.</summary>
    /// <param name="sum">The sum of the chunks' filter gradients.</param>
    /// <param name="gradient">Receives the gradients.</param>
    /// <param name="worker">Index of the worker thread; selects its scratch memory.</param>
    void CollectGradient(float* sum, Weights gradient, int worker);
}

/// <summary>A step that needs sums over the whole batch before it can continue.</summary>
internal interface IBatchStep : IWeightedStep
{
    /// <summary>The sums of the current pass.</summary>
    ChunkTable Sums { get; }

    /// <summary>Adds one image to the forward sums of its chunk.</summary>
    void AccumulateForward(ImageSlot image, int chunk);

    /// <summary>Reduces the forward sums of all chunks, in order, after all images were added.</summary>
    /// <param name="images">Number of images in the batch.</param>
    /// <param name="momentum">Weight of this batch in the running statistics.</param>
    void ReduceForward(int images, double momentum);

    /// <summary>Adds one image to the backward sums of its chunk.</summary>
    void AccumulateBackward(ImageSlot image, int chunk);

    /// <summary>Reduces the backward sums of all chunks, in order, after all images were added.</summary>
    void ReduceBackward(int images);

    /// <summary>Writes the gradients, after the backward pass.</summary>
    void CollectGradient(Weights gradient);
}
