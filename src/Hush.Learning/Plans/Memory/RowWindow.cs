namespace Hush.Learning.Plans.Memory;

/// <summary>
/// The rows of an image that a buffer holds: all of them, or a window that moves down with the rows that are still needed. Maps
/// row numbers to addresses.
/// </summary>
/// <param name="memory">The memory arena.</param>
/// <param name="region">The region of the buffer.</param>
/// <param name="height">Height of the image.</param>
/// <param name="halo">Rows of zeros above the image.</param>
/// <param name="below">Rows of zeros below the image.</param>
/// <param name="pitch">Floats from one row to the next.</param>
internal sealed unsafe class RowWindow(Arena memory, Region region, int height, int halo, int below, nint pitch)
{
    private int _capacity = int.MaxValue;

    public int Height => height;

    /// <summary>Rows above the image.</summary>
    public int Halo => halo;

    /// <summary>True if a step fills the rows around the image; otherwise they are zeros.</summary>
    public bool HasOwnBorder { get; set; }

    /// <summary>The row at the start of the window. Its upper halo comes first in memory.</summary>
    public int First { get; private set; }

    /// <summary>Limits the buffer to a number of rows. Call before memory is allocated.</summary>
    public void Hold(int rows)
    {
        int all = halo + height + below, max = Math.Min(all, halo + rows + below);
        region.Length -= (all - max) * pitch;
        _capacity = max;
    }

    /// <summary>Moves the window to the first row of a new image.</summary>
    public void Begin()
    {
        First = 0;
        Clear(-halo, 0);
    }

    /// <summary>Moves the window down if there is no room for more rows.</summary>
    /// <param name="kept">The first row that is still needed; may be in the halo.</param>
    /// <param name="end">The row after the last one written.</param>
    /// <param name="more">Number of rows that will be written next.</param>
    /// <returns>The rows to copy.</returns>
    public RowMove MakeRoom(int kept, int end, int more)
    {
        if (Math.Min(end + more, height) + below - (First - halo) <= _capacity || kept + halo <= First)
            return default;
        float* from = Row(kept);
        First = kept + halo;
        return new RowMove((nint)from, (nint)Row(kept), (end - kept) * pitch);
    }

    /// <summary>Clears the halo below the image.</summary>
    public void ClearBelow()
    {
        if (!HasOwnBorder)
            Clear(height, height + below);
    }

    private void Clear(int row, int end) => new Span<float>(Row(row), checked((int)((end - row) * pitch))).Clear();

    private float* Row(int row) => memory.At(region.Offset) + ((row - First + halo) * pitch);
}

/// <summary>A copy of rows to the start of their buffer.</summary>
/// <param name="From">Address of the first float.</param>
/// <param name="To">Its new address.</param>
/// <param name="Floats">Number of floats.</param>
internal readonly record struct RowMove(nint From, nint To, nint Floats);
