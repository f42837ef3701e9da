using System.Diagnostics;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Sizes of the register tiles. AVX-512 has 32 registers, 24 of which hold accumulators. Narrower vectors are limited to the 16
/// registers of AVX2, 12 of which hold accumulators. A tile is as wide as a panel of packed filters.
/// </summary>
internal static class RegisterTile
{
    private const int Highest = 12;

    /// <summary>
    /// Width of a panel, in channels, if <paramref name="left"/> channels remain, at the vector width of this process.
    /// </summary>
    public static int PanelWidth(int left) => PanelWidth(left, VectorWidth.Floats);

    /// <summary>
    /// Width of a panel, in channels, if <paramref name="left"/> channels remain: two vectors, or what remains. With AVX-512,
    /// three remaining vectors make a single panel, because a tile of one vector needs a load for each multiplication.
    /// </summary>
    public static int PanelWidth(int left, int lane)
    {
        Debug.Assert(left > 0 && left % lane == 0, "Channels come in whole lanes.");
        return lane == Lane512.Width && left == 3 * lane ? left : Math.Min(left, 2 * lane);
    }

    /// <summary>Maximum height of a tile (in rows, pixels or positions) that is <typeparamref name="TLane"/> wide.</summary>
    public static int Height<T, TLane>()
        where T : struct, ILane<T>
        where TLane : struct, ILane<TLane>
    {
        int sums = T.Width == Lane512.Width ? 24 : 12;
        return Math.Min(Highest, sums * T.Width / TLane.Width);
    }

    /// <summary>
    /// Divides <paramref name="extent"/> (at least 1) into as few tiles of up to <paramref name="highest"/> as possible, of
    /// nearly equal height. The first <c>Higher</c> tiles have height <c>Height</c> + 1, the others <c>Height</c>.
    /// </summary>
    public static (int Tiles, int Height, int Higher) Cut(int extent, int highest)
    {
        int tiles = (extent + highest - 1) / highest;
        return (tiles, extent / tiles, extent % tiles);
    }
}
