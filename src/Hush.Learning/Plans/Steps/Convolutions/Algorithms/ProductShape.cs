using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Convolution.Winograd;

namespace Hush.Learning.Plans.Steps.Convolutions.Algorithms;

/// <summary>The extents of a product of windows with filters.</summary>
/// <param name="Grid">How windows and results lie in memory.</param>
/// <param name="Rows">Result rows of an image.</param>
/// <param name="Inputs">Slots of an input pixel.</param>
/// <param name="Outputs">Slots of a result pixel.</param>
/// <param name="InputImage">Floats from an image to the next.</param>
/// <param name="OutputImage">Floats from an image's results to the next image's.</param>
/// <param name="Form">What Winograd's tiles take over beside the convolution.</param>
internal readonly record struct ProductShape(WindowGrid Grid, int Rows, int Inputs, int Outputs, nint InputImage, nint OutputImage, TileForm Form);
