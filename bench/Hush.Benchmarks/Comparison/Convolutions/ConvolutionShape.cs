namespace Hush.Benchmarks.Comparison.Convolutions;

/// <summary>A convolution with stride 1 and zeros outside, of a batch.</summary>
/// <param name="In">Channels in.</param>
/// <param name="Out">Channels out.</param>
/// <param name="Kernel">Height and width of the window.</param>
/// <param name="Height">Rows of the result.</param>
/// <param name="Width">Columns of the result.</param>
/// <param name="Upsampled">Whether its input is one of half the size, each pixel taken four times.</param>
/// <param name="Images">Images.</param>
internal sealed record ConvolutionShape(int In, int Out, int Kernel, int Height, int Width, bool Upsampled, int Images)
{
    /// <summary>Floating-point operations of each direction by the definition, two a multiply-add.</summary>
    public double Operations => 2.0 * Images * Height * Width * In * Out * Kernel * Kernel;

    /// <summary>Rows and columns of what it reads.</summary>
    public (int Height, int Width) Source => Upsampled ? (Height / 2, Width / 2) : (Height, Width);

    /// <summary>As words on the line between two processes; <see cref="Parse"/> reads them.</summary>
    public string Words => $"{In} {Out} {Kernel} {Height} {Width} {(Upsampled ? 1 : 0)} {Images}";

    public static ConvolutionShape Parse(string[] words)
    {
        int[] n = [.. words.Select(int.Parse)];
        return new ConvolutionShape(n[0], n[1], n[2], n[3], n[4], n[5] == 1, n[6]);
    }

    public override string ToString() =>
        $"{In} -> {Out}, {Kernel}x{Kernel} @{Height}x{Width}{(Upsampled ? " upsampled" : "")}, {Images} images";
}
