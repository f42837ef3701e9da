using Hush.Learning.Networks;
using Hush.Numerics.Kernels.Convolution.Winograd;

namespace Hush.Learning.Plans;

/// <summary>
/// Constraints on a tile of an image, such that a plan for the tile gives the same bytes as a plan for the whole image.
/// </summary>
/// <param name="Alignment">Images are padded to multiples of this, see <see cref="Network.Alignment"/>.</param>
/// <param name="Grid">Tiles of the image start at multiples of this, which is a multiple of the alignment. The Winograd tiles at
/// every level then coincide with those of the whole image.</param>
/// <param name="ReceptiveFieldRadius">Estimates at least this many pixels from a cut (at a multiple of the alignment)
/// are bitwise identical to those of the whole image. Larger than <see cref="Network.ReceptiveFieldRadius"/>: rounding also depends on
/// pixels outside the
/// receptive field.</param>
internal readonly record struct TileConstraints(int Alignment, int Grid, int ReceptiveFieldRadius)
{
    private const int Tile = WinogradConvolution.Side;

    /// <summary>The constraints for a network.</summary>
    /// <remarks>
    /// <para>
    /// With Winograd tiles of 4x4 outputs, all inputs of a tile affect the rounding of each of its outputs. Consider a cut at row
    /// p of some level that affects the input of a convolution up to a rows away from the cut. The tile of rows 4t to 4t + 3
    /// reads rows 4t - 1 to 4t + 4.
    /// </para>
    /// <para>
    /// Before the cut, rows from p - a on are affected. A tile that reads one of them has 4t + 4 >= p - a, so its first row is
    /// p - a - 4 or later. After the cut, rows up to p + a - 1 are affected. A tile that reads one of them has 4t - 1 &lt;=
    /// p + a - 1, so its last row is p + a + 3 or earlier. The cut therefore affects at most a + 4 rows of the output on either
    /// side, wherever it is relative to the tiles.
    /// </para>
    /// <para>
    /// If an upsampling is fused into the convolution, a tile of fine rows 4t to 4t + 3 reads the coarse rows of the fine rows
    /// 4t - 2 to 4t + 5. As p and a are even there, 4t + 5 >= p - a implies 4t + 4 >= p - a, and 4t - 2 &lt;= p + a - 1 implies
    /// 4t &lt;= p + a: the same bound. It also holds for direct convolution, so every 3x3 convolution counts as four rows,
    /// whichever algorithm the plan chooses.
    /// </para>
    /// </remarks>
    public static TileConstraints Of(Network network, ConvolutionMode mode = ConvolutionMode.Fast) => mode == ConvolutionMode.Direct
        ? new TileConstraints(network.Alignment, network.Alignment, network.ReceptiveFieldRadius)
        : new TileConstraints(network.Alignment, Tile * network.Alignment,
        network.ReceptiveFieldRadiusWhere(c => c.Kernel == 3 ? Tile : c.Kernel / 2));
}
