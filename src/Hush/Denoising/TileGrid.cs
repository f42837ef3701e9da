namespace Hush.Denoising;

/// <summary>Splits an image into tiles along its rows and its columns.</summary>
internal readonly record struct TileGrid(TileAxis Rows, TileAxis Columns)
{
    public int Count => Rows.Count * Columns.Count;

    /// <param name="tile">0 to <see cref="Count"/> - 1, row by row.</param>
    public (TileSpan Rows, TileSpan Columns) this[int tile] => (Rows[tile / Columns.Count], Columns[tile % Columns.Count]);
}
