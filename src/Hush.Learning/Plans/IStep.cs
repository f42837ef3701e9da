using Hush.Learning.Networks;

namespace Hush.Learning.Plans;

/// <summary>One step of a plan: a layer, or several fused ones, with its memory. It treats one image, or some rows of one, at a time.</summary>
internal interface IStep
{
    /// <summary>The layer's name.</summary>
    string Name { get; }

    /// <summary>Rows of work in an image: any split of them gives the same bytes.</summary>
    int Rows { get; }

    /// <summary>Computes rows of the result of one image.</summary>
    void Forward(int slot, int firstRow, int rows);

    /// <summary>Settles, last step first, who writes a gradient first (=) and who adds to it (+=).</summary>
    void ClaimGradients();

    /// <summary>Computes the gradients of the inputs of one image and adds those of the weights to the chunk's sums.</summary>
    void Backward(int slot, int chunk);
}

/// <summary>A step that has weights.</summary>
internal interface IWeightedStep : IStep
{
    /// <summary>Brings the weights into the form that the kernels want.</summary>
    void Prepare(Weights weights);

    /// <summary>Sets a chunk's gradient sums to zero.</summary>
    void ClearGradient(int chunk);

    /// <summary>gradient = the sum over all chunks, in their order.</summary>
    void CollectGradient(Weights gradient);
}

/// <summary>A step that needs sums over the whole batch before it can go on.</summary>
internal interface IBatchStep : IWeightedStep
{
    /// <summary>Adds one image to the chunk's sums for the forward pass.</summary>
    void GatherForward(int slot, int chunk);

    /// <summary>Adds the chunks' sums in their order, once all images are in.</summary>
    /// <param name="images">Images in the batch.</param>
    /// <param name="momentum">Share of this batch in the running statistics.</param>
    void ConcludeForward(int images, double momentum);

    /// <summary>Adds one image to the chunk's sums for the backward pass.</summary>
    void GatherBackward(int slot, int chunk);

    /// <summary>Adds the chunks' sums in their order, once all images are in.</summary>
    void ConcludeBackward(int images);
}
