using Hush.Learning.Networks;

namespace Hush.Learning.Plans.Graph;

/// <summary>Layers that one step computes.</summary>
/// <param name="Main">The layer at whose position the step is computed.</param>
/// <param name="Last">The layer whose output the step writes.</param>
internal sealed record FusedLayer(Node Main, Node Last)
{
    /// <summary>The upsampling or pixel unshuffle in front of a convolution.</summary>
    public Node? Before { get; init; }

    /// <summary>The batch normalization after a convolution, in inference.</summary>
    public Node? Normalization { get; init; }

    /// <summary>True if a pixel shuffle follows a convolution.</summary>
    public bool Shuffles { get; init; }

    /// <summary>The other input of an addition that follows a convolution.</summary>
    public Node? Addend { get; init; }

    /// <summary>True if a ReLU follows.</summary>
    public bool Relu { get; init; }

    /// <summary>Index of the node whose output is the first input of the step.</summary>
    public int Input => (Before ?? Main).Inputs[0];
}
