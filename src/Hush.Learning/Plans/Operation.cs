namespace Hush.Learning.Plans;

/// <summary>What is done with an image at one place of its way through a network.</summary>
internal enum OperationKind
{
    /// <summary>The pair is read and the noisy image goes to the network's input.</summary>
    Load,

    /// <summary>A step's result is computed.</summary>
    Forward,

    /// <summary>The image is added to a normalization's sums.</summary>
    GatherForward,

    /// <summary>The estimate is compared with the clean image.</summary>
    Loss,

    /// <summary>The image is added to a normalization's sums of gradients.</summary>
    GatherBackward,

    /// <summary>A step's gradients are computed.</summary>
    Backward,

    /// <summary>The estimate goes to the caller's image.</summary>
    Store,
}

/// <summary>One thing that is done with an image.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Step">By which step.</param>
/// <param name="BatchStep">The same step, where it is a normalization.</param>
internal readonly record struct Operation(OperationKind Kind, IStep? Step = null, IBatchStep? BatchStep = null);
