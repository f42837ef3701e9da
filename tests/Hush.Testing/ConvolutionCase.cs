using Xunit;

namespace Hush.Testing;

/// <summary>The dimensions of a convolution under test.</summary>
/// <param name="N">Number of images.</param>
/// <param name="H">Number of rows.</param>
/// <param name="W">Number of columns.</param>
/// <param name="In">Input channels.</param>
/// <param name="Out">Output channels.</param>
/// <param name="Kernel">Kernel size: 1 or 3.</param>
public sealed record ConvolutionCase(int N, int H, int W, int In, int Out, int Kernel)
{
    /// <summary>Awkward sizes: 1, odd, non-square, and all channel classes on both sides.</summary>
    public static ConvolutionCase[] All { get; } =
    [
        new(1, 1, 1, 1, 1, 3), new(2, 1, 9, 1, 16, 3), new(1, 7, 1, 16, 1, 3), new(2, 5, 4, 3, 2, 3), new(1, 3, 13, 4, 24, 3),
        new(2, 4, 7, 5, 3, 3), new(1, 6, 5, 24, 5, 3), new(1, 5, 8, 16, 48, 3), new(1, 3, 11, 48, 64, 3), new(1, 2, 17, 64, 4, 3),
        new(3, 2, 5, 2, 5, 3), new(1, 4, 6, 32, 16, 3), new(1, 1, 23, 3, 48, 3), new(1, 9, 2, 1, 3, 3),
        new(1, 5, 39, 2, 64, 3), new(1, 3, 260, 1, 48, 3),      // weight gradients process three rows one at a time
        new(1, 1, 1, 1, 1, 1), new(2, 3, 5, 24, 4, 1), new(1, 4, 9, 2, 48, 1), new(1, 5, 7, 64, 24, 1), new(1, 1, 23, 5, 16, 1),
        new(2, 7, 4, 4, 3, 1), new(1, 6, 1, 3, 5, 1), new(1, 2, 3, 48, 2, 1), new(1, 3, 13, 20, 48, 1), new(2, 5, 8, 17, 80, 1),
        new(1, 3, 5, 16, 80, 3), new(1, 4, 20, 33, 48, 1),
    ];

    /// <summary>Every case at every lane width.</summary>
    public static TheoryData<ConvolutionCase, int> AtEveryLane => Lanes.Times(All);

    /// <summary>[N, H, W, In].</summary>
    public Shape Input => new(N, H, W, In);

    /// <summary>[N, H, W, Out].</summary>
    public Shape Output => new(N, H, W, Out);

    /// <summary>Number of weights, [Out, In, Kernel, Kernel].</summary>
    public int WeightCount => Out * In * Kernel * Kernel;
}
