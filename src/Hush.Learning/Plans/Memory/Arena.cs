using Hush.Numerics;

namespace Hush.Learning.Plans.Memory;

/// <summary>
/// The memory arena of a plan. First all parts request memory, then the arena assigns offsets and is allocated as one block.
/// </summary>
/// <param name="workers">Number of worker threads.</param>
internal sealed unsafe class Arena(int workers) : IDisposable
{
    private readonly List<(Region Region, (int Height, int Width, int Stride, int Halo) Layout, LiveRange LiveRange)> _shared = [];
    private AlignedMemory? _memory;
    private float* _foreign;            // memory that the arena does not own
    private bool _isPlanned;
    private nint _length, _scratchLength, _scratch;

    public int Workers => workers;

    /// <summary>Size in floats.</summary>
    public nint Length => _length;

    /// <summary>Reserves memory and returns its offset, in floats. Offsets are aligned to 64 bytes.</summary>
    public nint Reserve(nint length)
    {
        nint offset = _length;
        _length = checked(_length + Align.Up(length));
        return offset;
    }

    /// <summary>Requests memory that regions of the same length and layout can share if their live ranges do not overlap.</summary>
    /// <param name="length">Size in floats.</param>
    /// <param name="layout">Layout of the images. Only regions with the same layout share memory, because their halos must
    /// coincide.</param>
    /// <param name="range">The live range.</param>
    /// <returns>The region. Its offset is assigned later.</returns>
    public Region Request(nint length, (int Height, int Width, int Stride, int Halo) layout, LiveRange range)
    {
        var region = new Region { Length = length };
        _shared.Add((region, layout, range));
        return region;
    }

    /// <summary>Requests scratch memory for each worker. Its contents do not outlive a kernel call.</summary>
    public void RequestScratch(nint length) => _scratchLength = Math.Max(_scratchLength, Align.Up(length));

    /// <summary>Assigns offsets and allocates the arena, zero-initialized.</summary>
    public void Allocate()
    {
        AssignOffsets();
        _memory = new AlignedMemory(_length);
    }

    /// <summary>Uses memory that the arena does not own. Call <see cref="AssignOffsets"/> first.</summary>
    /// <param name="memory"><see cref="Length"/> floats, all zero.</param>
    public void Use(float* memory) => _foreign = memory;

    /// <summary>Assigns offsets, which determines the size of the arena.</summary>
    public void AssignOffsets()
    {
        if (_isPlanned)
            return;
        _isPlanned = true;
        foreach (var alike in _shared.GroupBy(s => (s.Region.Length, s.Layout, s.LiveRange.Keeps)))
        {
            var blocks = new List<(nint Offset, int Until)>();
            foreach (var (region, _, range) in alike.OrderBy(s => s.LiveRange.First))
            {
                int free = blocks.FindIndex(p => p.Until < range.First);
                region.Offset = free >= 0 ? blocks[free].Offset : Reserve(region.Length);
                if (free >= 0)
                    blocks[free] = (region.Offset, range.Last);
                else
                    blocks.Add((region.Offset, range.Last));
            }
        }

        _scratch = Reserve(workers * _scratchLength);
    }

    public float* At(nint offset) => (_memory == null ? _foreign : _memory.Pointer) + offset;

    /// <summary>The scratch memory of a worker.</summary>
    public float* Scratch(int worker) => At(_scratch + (worker * _scratchLength));

    public void Dispose() => _memory?.Dispose();
}

/// <summary>A region of the arena.</summary>
internal sealed class Region
{
    /// <summary>Size in floats; may be reduced before allocation.</summary>
    public nint Length { get; set; }

    /// <summary>Offset in the arena, in floats.</summary>
    public nint Offset { get; set; }
}
