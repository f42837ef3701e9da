namespace Hush.Denoising;

/// <summary>Where a tile lies along one axis, and which of the image's pixels are taken from it.</summary>
/// <param name="Origin">The image's row or column at which the tile begins.</param>
/// <param name="First">The first row or column that is taken from it.</param>
/// <param name="End">The one behind the last.</param>
internal readonly record struct TileSpan(int Origin, int First, int End);

/// <summary>
/// How an image is cut along one axis: tiles of one length, the outer ones flush with the image's borders, each overlapping the next
/// by twice the margin or more. Of an overlap only pixels a margin away from the tile's cut are taken.
/// </summary>
internal sealed class TileAxis
{
    private readonly int _extent, _padded, _margin;

    /// <summary>Cuts an axis.</summary>
    /// <param name="extent">Rows or columns of the image.</param>
    /// <param name="alignment">Origins and lengths are multiples of this; the image is continued to one.</param>
    /// <param name="margin">How far a cut may be felt, a multiple of the alignment.</param>
    /// <param name="shortest">A tile that is no whole axis has at least this length, a multiple of the alignment beyond two margins.</param>
    /// <param name="longest">The length that is wanted at most; the shortest goes before it.</param>
    public TileAxis(int extent, int alignment, int margin, int shortest, int longest)
    {
        (_extent, _padded, _margin) = (extent, AlignUp(extent, alignment), margin);
        longest = Math.Max(shortest, longest / alignment * alignment);
        if (_padded <= longest)
        {
            (Length, Count) = (_padded, 1);
            return;
        }

        int tiles = DivideUp(_padded - (2 * margin), longest - (2 * margin));
        int even = AlignUp(DivideUp(_padded - (2 * margin), tiles), alignment);
        Length = Math.Max(shortest, even + (2 * margin));
        Count = 1 + DivideUp(_padded - Length, Length - (2 * margin));
    }

    /// <summary>Rows or columns of every tile.</summary>
    public int Length { get; }

    /// <summary>How many tiles there are.</summary>
    public int Count { get; }

    /// <summary>One of the tiles.</summary>
    /// <param name="tile">Its place, from 0.</param>
    public TileSpan this[int tile] => new(
        Math.Min(tile * Step, _padded - Length),
        tile == 0 ? 0 : (tile * Step) + _margin,
        tile == Count - 1 ? _extent : ((tile + 1) * Step) + _margin);

    private int Step => Length - (2 * _margin);

    /// <summary>The next multiple.</summary>
    public static int AlignUp(int extent, int alignment) => DivideUp(extent, alignment) * alignment;

    private static int DivideUp(int a, int b) => (a + b - 1) / b;
}
