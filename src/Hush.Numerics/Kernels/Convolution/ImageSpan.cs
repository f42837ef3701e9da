namespace Hush.Numerics.Kernels.Convolution;

/// <summary>Consecutive images of a batch.</summary>
/// <param name="Count">Number of images.</param>
/// <param name="Rows">Output rows per image.</param>
/// <param name="InputPitch">Floats from one image's first window to the next image's.</param>
/// <param name="OutputPitch">Floats from one image's first output to the next image's.</param>
internal readonly record struct ImageSpan(int Count, int Rows, nint InputPitch = 0, nint OutputPitch = 0);
