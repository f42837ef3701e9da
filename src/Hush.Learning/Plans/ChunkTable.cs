using Hush.Learning.Plans.Memory;

namespace Hush.Learning.Plans;

/// <summary>Sums in double precision, with a row for each chunk of the batch.</summary>
internal sealed unsafe class ChunkTable(Arena memory, int chunks)
{
    private const int RowAlignment = 8;     // workers write different rows at the same time: no cache line in common

    private nint _offset;
    private int _length;

    public nint RowBytes => (nint)_length * sizeof(double);

    /// <summary>Reserves columns and returns the first. Call before <see cref="Place"/>.</summary>
    public int Reserve(int columns)
    {
        int first = _length;
        _length += (columns + RowAlignment - 1) / RowAlignment * RowAlignment;
        return first;
    }

    /// <summary>Reserves the memory.</summary>
    public void Place() => _offset = memory.Reserve(2 * (nint)chunks * _length);

    /// <summary>The row of a chunk.</summary>
    public double* Row(int chunk) => (double*)memory.At(_offset) + ((nint)chunk * _length);

    /// <summary>The sum of a column over all chunks, in order.</summary>
    public double Total(int column)
    {
        double total = 0;
        for (int chunk = 0; chunk < chunks; chunk++)
            total += Row(chunk)[column];
        return total;
    }

    public void Clear() => new Span<double>(Row(0), chunks * _length).Clear();
}
