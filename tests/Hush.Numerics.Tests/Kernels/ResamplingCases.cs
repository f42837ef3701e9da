namespace Hush.Numerics.Tests.Kernels;

/// <summary>Shapes of the larger image in upsampling and downsampling by 2, and slots per pixel.</summary>
internal static class ResamplingCases
{
    public static (Shape Fine, int Stride)[] All { get; } =
    [
        (new(1, 2, 2, 1), 1), (new(2, 2, 10, 3), 3), (new(1, 6, 4, 2), 5), (new(3, 4, 2, 4), 4), (new(1, 8, 6, 5), 16),
        (new(1, 2, 14, 16), 48), (new(2, 4, 6, 24), 32), (new(1, 6, 10, 35), 35), (new(1, 2, 4, 64), 64),
    ];

    public static Shape Coarse(Shape fine) => fine with { H = fine.H / 2, W = fine.W / 2 };
}
