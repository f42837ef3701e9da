namespace Hush.Learning.Plans.Steps.Convolutions.Algorithms;

/// <summary>Which algorithm computes a convolution: the one place where that is decided.</summary>
/// <remarks>
/// By channels alone, never by an image's size or by threads, so that tiles of an image have the bytes of the whole. Effective GFLOP/s on
/// one core whose peak is 230 to 290 (forward; filters' gradient), 3x3:
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
    /// Whether a 3x3 convolution with stride 1, perhaps after an upsampling, is computed by Winograd's minimal filtering: where what it
    /// reads and writes of a pixel is whole vectors, that is from 13 to 16, 29 to 32, 45 to 48, ... channels to five or more.
    /// </summary>
    /// <param name="input">What it reads.</param>
    /// <param name="output">What it writes.</param>
    /// <param name="mode">How convolutions may be computed.</param>
    public static bool IsWinograd(PixelBuffer input, PixelBuffer output, ConvolutionMode mode) =>
        mode == ConvolutionMode.Fast && WindowProduct.SlotsOf(input) % Lanes == 0 && output.Used % Lanes == 0;
}
