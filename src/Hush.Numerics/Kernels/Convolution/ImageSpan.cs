namespace Hush.Numerics.Kernels.Convolution;

/// <summary>Images whose windows and gradients lie one behind the other.</summary>
/// <param name="Count">How many.</param>
/// <param name="Rows">Result rows of each.</param>
/// <param name="InputPitch">Floats from an image's windows to the next one's.</param>
/// <param name="OutputPitch">Floats from an image's results to the next one's.</param>
internal readonly record struct ImageSpan(int Count, int Rows, nint InputPitch = 0, nint OutputPitch = 0);
