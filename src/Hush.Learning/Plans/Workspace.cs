using Hush.Numerics;

namespace Hush.Learning.Plans;

/// <summary>One block of memory for a whole plan: first every part says what it needs, then all get their place at once.</summary>
/// <param name="workers">Who computes.</param>
internal sealed unsafe class Workspace(int workers) : IDisposable
{
    private AlignedMemory? _memory;
    private nint _length, _scratchLength, _scratch;

    /// <summary>Asks for floats; the answer is where they will lie. Parts begin at multiples of 64 bytes.</summary>
    public nint Reserve(nint length)
    {
        nint offset = _length;
        _length = checked(_length + AlignUp(length));
        return offset;
    }

    /// <summary>Asks for floats for each worker.</summary>
    public nint[] ReserveForWorkers(nint length) => [.. Enumerable.Range(0, workers).Select(_ => Reserve(length))];

    /// <summary>Asks that each worker has at least so many floats to work with. Nothing in them outlives the call of a kernel.</summary>
    public void ShareScratch(nint length) => _scratchLength = Math.Max(_scratchLength, AlignUp(length));

    /// <summary>Allocates all that was asked for, zeroed.</summary>
    public void Allocate()
    {
        _scratch = Reserve(workers * _scratchLength);
        _memory = new AlignedMemory(_length);
    }

    /// <summary>The address of a part.</summary>
    public float* At(nint offset) => _memory!.Pointer + offset;

    /// <summary>A worker's working memory.</summary>
    public float* Scratch(int worker) => At(_scratch + (worker * _scratchLength));

    public void Dispose() => _memory?.Dispose();

    private static nint AlignUp(nint length) => (length + 15) / 16 * 16;
}
