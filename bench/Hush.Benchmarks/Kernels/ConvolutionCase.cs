namespace Hush.Benchmarks.Kernels;

/// <summary>A 3x3 convolution of a square image.</summary>
/// <param name="In">Input channels.</param>
/// <param name="Out">Output channels.</param>
/// <param name="Size">Rows and columns.</param>
public sealed record ConvolutionCase(int In, int Out, int Size)
{
    /// <summary>Floating-point operations by the definition, two a multiply-add.</summary>
    public double Operations => 2.0 * 9 * In * Out * Size * Size;

    /// <inheritdoc/>
    public override string ToString() => $"{In}->{Out} @{Size}";
}
