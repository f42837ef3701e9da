using Hush.Numerics;

namespace Hush.Learning.Plans;

/// <summary>One block of memory for a whole plan: first every part says what it needs, then all get their place at once.</summary>
/// <param name="workers">Who computes.</param>
internal sealed unsafe class Workspace(int workers) : IDisposable
{
    private readonly List<(Region Region, (int Height, int Width, int Stride) Layout, Storage Storage)> _shared = [];
    private AlignedMemory? _memory;
    private nint _length, _scratchLength, _scratch;

    /// <summary>Who computes.</summary>
    public int Workers => workers;

    /// <summary>Floats in all.</summary>
    public nint Length => _length;

    /// <summary>Asks for floats; the answer is where they will lie. Parts begin at multiples of 64 bytes.</summary>
    public nint Reserve(nint length)
    {
        nint offset = _length;
        _length = checked(_length + AlignUp(length));
        return offset;
    }

    /// <summary>Asks for floats that may be shared with others of the same length and layout that are needed at other times.</summary>
    /// <param name="length">Floats.</param>
    /// <param name="layout">Extents of an image: parts share memory only if they are the same, since their halos must coincide.</param>
    /// <param name="storage">When they are needed.</param>
    /// <returns>Where they will lie, once all is allocated.</returns>
    public Region Share(nint length, (int Height, int Width, int Stride) layout, Storage storage)
    {
        var region = new Region { Length = length };
        _shared.Add((region, layout, storage));
        return region;
    }

    /// <summary>Asks that each worker has at least so many floats to work with. Nothing in them outlives the call of a kernel.</summary>
    public void ShareScratch(nint length) => _scratchLength = Math.Max(_scratchLength, AlignUp(length));

    /// <summary>Allocates all that was asked for, zeroed.</summary>
    public void Allocate()
    {
        Place();
        _memory = new AlignedMemory(_length);
    }

    /// <summary>Gives every part its place; then the length is known.</summary>
    public void Place()
    {
        foreach (var alike in _shared.GroupBy(s => (s.Region.Length, s.Layout, s.Storage.Keeps)))
        {
            var places = new List<(nint Offset, int Until)>();
            foreach (var (region, _, storage) in alike.OrderBy(s => s.Storage.First))
            {
                int free = places.FindIndex(p => p.Until < storage.First);
                region.Offset = free >= 0 ? places[free].Offset : Reserve(region.Length);
                if (free >= 0)
                    places[free] = (region.Offset, storage.Last);
                else
                    places.Add((region.Offset, storage.Last));
            }
        }

        _scratch = Reserve(workers * _scratchLength);
    }

    /// <summary>The address of a part.</summary>
    public float* At(nint offset) => _memory!.Pointer + offset;

    /// <summary>A worker's working memory.</summary>
    public float* Scratch(int worker) => At(_scratch + (worker * _scratchLength));

    public void Dispose() => _memory?.Dispose();

    private static nint AlignUp(nint length) => (length + 15) / 16 * 16;
}

/// <summary>Where a part of a workspace lies, once all is allocated.</summary>
internal sealed class Region
{
    /// <summary>Floats; may be fewer than were asked for until all is allocated.</summary>
    public nint Length { get; set; }

    /// <summary>Floats from the workspace's first.</summary>
    public nint Offset { get; set; }
}
