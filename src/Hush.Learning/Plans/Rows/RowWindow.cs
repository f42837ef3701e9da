namespace Hush.Learning.Plans.Rows;

/// <summary>
/// Which rows of an image its buffer holds: all of them, or a window that moves down with those alone that somebody still reads. Rows keep
/// their numbers; what a row's number means in memory is settled here.
/// </summary>
/// <param name="memory">Where the buffer lies.</param>
/// <param name="region">Its place there.</param>
/// <param name="height">Rows of the image.</param>
/// <param name="halo">Rows of zeros above.</param>
/// <param name="below">Rows of zeros below.</param>
/// <param name="pitch">Floats from a row to the next.</param>
internal sealed unsafe class RowWindow(Workspace memory, Region region, int height, int halo, int below, nint pitch)
{
    private int _capacity = int.MaxValue;

    /// <summary>Rows of the image.</summary>
    public int Height => height;

    /// <summary>The row whose upper halo lies first in memory.</summary>
    public int First { get; private set; }

    /// <summary>Asks for memory for so many rows at a time, instead of for all; before memory is allocated.</summary>
    public void Hold(int rows)
    {
        int all = halo + height + below, most = Math.Min(all, halo + rows + below);
        region.Length -= (all - most) * pitch;
        _capacity = most;
    }

    /// <summary>Goes to the first row of another image.</summary>
    public void Begin()
    {
        First = 0;
        Clear(-halo, 0);
    }

    /// <summary>Makes room for more rows by giving up those that nobody reads any more, if there is no room.</summary>
    /// <param name="kept">The first row that is still read; one of the halo too.</param>
    /// <param name="end">The row behind the last that was written.</param>
    /// <param name="more">Rows that will be written next.</param>
    /// <returns>What has to be copied to make it so.</returns>
    public RowMove MakeRoom(int kept, int end, int more)
    {
        if (Math.Min(end + more, height) + below - (First - halo) <= _capacity || kept + halo <= First)
            return default;
        float* from = Row(kept);
        First = kept + halo;
        return new RowMove((nint)from, (nint)Row(kept), (end - kept) * pitch);
    }

    /// <summary>Puts zeros below the image's last row.</summary>
    public void ClearBelow() => Clear(height, height + below);

    private void Clear(int row, int end) => new Span<float>(Row(row), checked((int)((end - row) * pitch))).Clear();

    private float* Row(int row) => memory.At(region.Offset) + ((row - First + halo) * pitch);
}

/// <summary>Rows that go to the front of their buffer.</summary>
/// <param name="From">Address of the first float.</param>
/// <param name="To">Its new address.</param>
/// <param name="Floats">How many.</param>
internal readonly record struct RowMove(nint From, nint To, nint Floats);
