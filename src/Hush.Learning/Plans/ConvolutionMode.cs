namespace Hush.Learning.Plans;

/// <summary>Algorithms for convolutions.</summary>
internal enum ConvolutionMode
{
    /// <summary>
    /// Use the fastest algorithm: Winograd's minimal filtering where it is faster than direct convolution. Results differ from
    /// direct convolution by less than 2e-5 of their scale.
    /// </summary>
    Fast,

    /// <summary>Always use direct convolution.</summary>
    Direct,
}
