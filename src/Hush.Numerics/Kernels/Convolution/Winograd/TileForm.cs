namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>How a tile's 6x6 inputs and 4x4 outputs relate to the images in memory.</summary>
/// <remarks>
/// An image doubled by nearest-neighbor upsampling is (1 + z) times a polynomial in z², and 1 + z is 0 at the interpolation
/// point -1. The elements of a transformed tile at that point vanish, which leaves 25 of 36 products, computed from 4x4 coarse
/// values. For sums over 2x2 outputs, the adjoint of the upsampling, the same elements vanish in the output transform.
/// </remarks>
internal enum TileForm
{
    /// <summary>6x6 inputs and 4x4 outputs in memory.</summary>
    Plain,

    /// <summary>The inputs are the 2x nearest-neighbor upsampling of 4x4 values in memory.</summary>
    Upsampled,

    /// <summary>The outputs are summed in 2x2 blocks to 2x2 values in memory.</summary>
    Pooled,
}
