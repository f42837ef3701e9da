namespace Hush.Learning.Plans;

/// <summary>How a plan may compute its convolutions.</summary>
public enum ConvolutionMode
{
    /// <summary>
    /// By the fastest algorithm: Winograd's minimal filtering where it wins. Results differ from the direct sums by less than 2e-5 of their
    /// scale.
    /// </summary>
    Fast,

    /// <summary>By the definition, term by term.</summary>
    Direct,
}
