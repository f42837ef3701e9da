namespace Hush.Learning.Plans.Scheduling;

/// <summary>Kinds of operations on an image.</summary>
internal enum OperationKind
{
    /// <summary>Copy the noisy image to the network's input; in training, read the pair of images first.</summary>
    Load,

    /// <summary>Compute the output of a step.</summary>
    Forward,

    /// <summary>Add the image to the statistics of a batch normalization.</summary>
    AccumulateForward,

    /// <summary>Store the estimate; in training, compute the loss and its gradient.</summary>
    Finish,

    /// <summary>Add the image to the gradient sums of a batch normalization.</summary>
    AccumulateBackward,

    /// <summary>Compute the gradients of a step.</summary>
    Backward,
}

/// <summary>An operation on an image.</summary>
/// <param name="Kind">The kind of operation.</param>
/// <param name="Step">The step that performs it, if any.</param>
/// <param name="BatchStep">The same step, if it is a batch normalization.</param>
internal readonly record struct Operation(OperationKind Kind, IStep? Step = null, IBatchStep? BatchStep = null);
