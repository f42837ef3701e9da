using Hush.Numerics;

namespace Hush.Learning.Plans;

/// <summary>One block of memory for a whole plan: first every part says what it needs, then all get their place at once.</summary>
internal sealed unsafe class Workspace : IDisposable
{
    private AlignedMemory? _memory;
    private nint _length;

    /// <summary>Asks for floats; the answer is where they will lie. Parts begin at multiples of 64 bytes.</summary>
    public nint Reserve(nint length)
    {
        nint offset = _length;
        _length = checked(_length + ((length + 15) / 16 * 16));
        return offset;
    }

    /// <summary>Allocates all that was asked for, zeroed.</summary>
    public void Allocate() => _memory = new AlignedMemory(_length);

    /// <summary>The address of a part.</summary>
    public float* At(nint offset) => _memory!.Pointer + offset;

    public void Dispose() => _memory?.Dispose();
}
