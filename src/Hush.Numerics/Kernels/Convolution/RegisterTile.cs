using System.Diagnostics;
using System.Runtime.Intrinsics;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// How large the register tiles are. AVX-512 has 32 registers, of which 24 hold sums; the narrower widths are held to the 16 of AVX2, of
/// which 12 do. A tile's width is that of a panel of packed filters.
/// </summary>
internal static class RegisterTile
{
    private const int Highest = 12;

    /// <summary>Channels of a panel that begins with <paramref name="left"/> channels left, on the widest lane of this machine.</summary>
    public static int PanelWidth(int left)
    {
        int lane = Vector512.IsHardwareAccelerated ? Lane512.Width : Vector256.IsHardwareAccelerated ? Lane256.Width : Lane128.Width;
        return PanelWidth(left, lane);
    }

    /// <summary>
    /// Channels of a panel that begins with <paramref name="left"/> channels left: two lanes, or what is left of them. With AVX-512 the
    /// last three lanes are one panel, since a tile of one vector loads as much as it multiplies.
    /// </summary>
    public static int PanelWidth(int left, int lane)
    {
        Debug.Assert(left > 0 && left % lane == 0, "Channels come in whole lanes.");
        return lane == Lane512.Width && left == 3 * lane ? left : Math.Min(left, 2 * lane);
    }

    /// <summary>The most rows, pixels or positions of a tile that is <typeparamref name="TLane"/> wide.</summary>
    public static int Height<T, TLane>()
        where T : struct, ILane<T>
        where TLane : struct, ILane<TLane>
    {
        int sums = T.Width == Lane512.Width ? 24 : 12;
        return Math.Min(Highest, sums * T.Width / TLane.Width);
    }

    /// <summary>Cuts into as few tiles as can be, and as equal: the first <c>Higher</c> of them are one higher than the others.</summary>
    /// <param name="extent">Rows, pixels or positions, at least 1.</param>
    /// <param name="highest">The most of a tile.</param>
    public static (int Tiles, int Height, int Higher) Cut(int extent, int highest)
    {
        int tiles = (extent + highest - 1) / highest;
        return (tiles, extent / tiles, extent % tiles);
    }
}
