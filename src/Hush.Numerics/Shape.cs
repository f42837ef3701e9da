namespace Hush.Numerics;

/// <summary>The extents of a batch of images, channels last: N images of H rows, W columns and C channels.</summary>
/// <param name="N">Images in the batch, at least 0.</param>
/// <param name="H">Rows of an image, at least 0.</param>
/// <param name="W">Columns of an image, at least 0.</param>
/// <param name="C">Channels of a pixel, at least 0.</param>
public readonly record struct Shape(int N, int H, int W, int C)
{
    /// <summary>Values in all: N x H x W x C.</summary>
    public long Count => (long)N * H * W * C;

    /// <summary>Values in one image: H x W x C.</summary>
    public long ImageCount => (long)H * W * C;

    /// <summary>[N, H, W, C] as errors and cards print it, for example <c>[8, 28, 28, 1]</c>.</summary>
    public override string ToString() => $"[{N}, {H}, {W}, {C}]";
}
