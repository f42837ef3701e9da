namespace Hush;

/// <summary>The shape of a batch of images, channels last: [N, H, W, C].</summary>
/// <param name="N">Number of images, at least 0.</param>
/// <param name="H">Height in pixels, at least 0.</param>
/// <param name="W">Width in pixels, at least 0.</param>
/// <param name="C">Number of channels, at least 0.</param>
public readonly record struct Shape(int N, int H, int W, int C)
{
    /// <summary>Number of values: N × H × W × C.</summary>
    public long Count => (long)N * H * W * C;

    /// <summary>Number of values per image: H × W × C.</summary>
    public long ImageCount => (long)H * W * C;

    /// <summary>The shape as [N, H, W, C], for example <c>[8, 28, 28, 1]</c>.</summary>
    public override string ToString() => $"[{N}, {H}, {W}, {C}]";
}
