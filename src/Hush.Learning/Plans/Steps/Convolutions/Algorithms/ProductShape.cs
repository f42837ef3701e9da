using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Convolution.Winograd;

namespace Hush.Learning.Plans.Steps.Convolutions.Algorithms;

/// <summary>Dimensions of a product of windows and filters.</summary>
/// <param name="Grid">Memory layout of windows and outputs.</param>
/// <param name="Rows">Output rows per image.</param>
/// <param name="Inputs">Slots per input pixel.</param>
/// <param name="Outputs">Slots per output pixel.</param>
/// <param name="InputImage">Floats from one input image to the next.</param>
/// <param name="OutputImage">Floats from one output image to the next.</param>
/// <param name="Form">The operation fused into the Winograd transforms.</param>
internal readonly record struct ProductShape(WindowGrid Grid, int Rows, int Inputs, int Outputs, nint InputImage, nint OutputImage,
    TileForm Form);
