using Hush.Learning.Networks;
using Hush.Numerics.Kernels.Convolution.Winograd;

namespace Hush.Learning.Plans;

/// <summary>What a part of an image must keep to, so that a plan for the part gives the bytes of a plan for the whole.</summary>
/// <param name="Alignment">The whole image is continued to a multiple of this, see <see cref="Network.Alignment"/>.</param>
/// <param name="Grid">
/// The part begins at a multiple of this, itself one of the alignment: then tiles of algorithms lie at every level where the whole's do.
/// </param>
/// <param name="Reach">
/// Estimates that lie this many pixels or more from where the part was cut (at a multiple of the alignment) have the whole's bytes.
/// Rounding reaches further than <see cref="Network.Reach"/>, the mathematical receptive field.
/// </param>
internal readonly record struct Footprint(int Alignment, int Grid, int Reach)
{
    private const int Tile = WinogradConvolution.Side;

    /// <summary>The footprint of a network's estimates.</summary>
    /// <param name="network">The description.</param>
    /// <param name="mode">How its convolutions may be computed.</param>
    /// <remarks>
    /// <para>
    /// With tiles of 4x4 results all that a tile reads decides how each of its results is rounded. Take a cut at row p of some level,
    /// beyond which nothing is known, and let it be felt over a rows of a convolution's input. The tile of rows 4t to 4t + 3 reads rows 4t
    /// - 1 to 4t + 4.
    /// </para>
    /// <para>
    /// Before the cut rows from p - a on are spoilt. A tile that reads one has 4t + 4 >= p - a, so that its first row is p - a - 4 or
    /// later. Behind the cut rows up to p + a - 1 are spoilt. A tile that reads one has 4t - 1 &lt;= p + a - 1, so that its last row is p +
    /// a + 3 or earlier. The cut is felt over at most a + 4 rows of the result, wherever it lies between tiles.
    /// </para>
    /// <para>
    /// Where an upsampling is folded into the convolution, a tile of fine rows 4t to 4t + 3 reads the coarse rows of 4t - 2 to 4t + 5. But
    /// p and a are even there: 4t + 5 >= p - a means 4t + 4 >= p - a, and 4t - 2 &lt;= p + a - 1 means 4t &lt;= p + a; the same bound. It
    /// holds for the direct sums as well, so every 3x3 convolution counts four: which ones are computed by tiles is the plan's business.
    /// </para>
    /// </remarks>
    public static Footprint Of(Network network, ConvolutionMode mode = ConvolutionMode.Fast) => mode == ConvolutionMode.Direct
        ? new Footprint(network.Alignment, network.Alignment, network.Reach)
        : new Footprint(network.Alignment, Tile * network.Alignment, network.ReachWhere(c => c.Kernel == 3 ? Tile : c.Kernel / 2));
}
