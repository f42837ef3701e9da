using Hush.Learning.Plans.Memory;

namespace Hush.Learning.Plans.Steps.Convolutions.Algorithms;

/// <summary>Chooses the convolution algorithm.</summary>
/// <remarks>
/// The choice depends on the channels only, not on the image size or the number of threads, so that tiles of an image give the same
/// bytes as the whole. Effective GFLOP/s for 3x3 convolutions on one core with a peak of 230 to 290 (forward; filter gradient):
/// <list type="table">
/// <item><term>16 to 16 channels, 32x32</term><description>Winograd 305; 282. Direct 154; 187</description></item>
/// <item><term>32 to 32 channels, 28x28</term><description>Winograd 555; 453. Direct 234; 204</description></item>
/// <item><term>64 to 64 channels, 40x40</term><description>Winograd 534; 499. Direct 243; 209</description></item>
/// <item><term>96 to 96 channels, 7x7</term><description>Winograd 628; 337. Direct 281; 211</description></item>
/// <item><term>128 to 128 channels, 32x32</term><description>Winograd 699; 574. Direct 246; 220</description></item>
/// </list>
/// </remarks>
internal static class AlgorithmChoice
{
    private const int Lanes = 16;       // at every vector width, so that the choice is the same on every machine

    /// <summary>
    /// True if a 3x3 convolution with stride 1, with or without a preceding upsampling, uses Winograd's minimal filtering. Requires
    /// whole vectors of input and output slots: 13 to 16, 29 to 32, 45 to 48, ... input channels, and at least five output channels.
    /// </summary>
    public static bool IsWinograd(FeatureMap input, FeatureMap output, ConvolutionMode mode) =>
        mode == ConvolutionMode.Fast && WindowProduct.SlotsOf(input) % Lanes == 0 && output.Used % Lanes == 0;
}
