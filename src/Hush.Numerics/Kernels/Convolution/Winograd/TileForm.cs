namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>What lies between a tile's 6x6 values and 4x4 results and the images in memory.</summary>
/// <remarks>
/// An image that nearest upsampling has doubled is (1 + z) times a polynomial in z², and 1 + z is 0 at the point -1: the elements of a
/// transformed tile that belong to it vanish, and 25 products are left of 36, from 4x4 coarse values. Summing 2x2 results, the adjoint of
/// the upsampling, makes the same elements vanish on the way back.
/// </remarks>
internal enum TileForm
{
    /// <summary>Nothing: 6x6 values to 4x4 results.</summary>
    Plain,

    /// <summary>The values are a nearest upsampling by two of 4x4 values in memory.</summary>
    Upsampled,

    /// <summary>The results are summed in blocks of 2x2 into 2x2 values in memory.</summary>
    Pooled,
}
