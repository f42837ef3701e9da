using System.Runtime.InteropServices;

namespace Hush.Numerics;

/// <summary>
/// Native memory for floats: zero-initialized, aligned to 64 bytes, freed on disposal or by the finalizer. Can hold more than
/// 2^31 floats.
/// </summary>
internal sealed unsafe class AlignedMemory : SafeHandle
{
    private const nuint Alignment = 64;

    /// <summary>Allocates <paramref name="length"/> floats, all zero.</summary>
    /// <param name="length">Number of floats, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The allocation failed.</exception>
    public AlignedMemory(nint length)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        nuint bytes = checked((nuint)length * sizeof(float));
        SetHandle((nint)NativeMemory.AlignedAlloc(Math.Max(bytes, Alignment), Alignment));
        HugePages.Advise((byte*)handle, bytes);
        Clear();
    }

    /// <summary>Wraps memory that this object does not own or free. It need not be aligned.</summary>
    /// <param name="memory">The first float. Must stay in place while this object is in use.</param>
    /// <param name="length">Number of floats.</param>
    public AlignedMemory(float* memory, nint length)
        : base(invalidHandleValue: 0, ownsHandle: false)
    {
        Length = length;
        SetHandle((nint)memory);
    }

    /// <summary>Number of floats.</summary>
    public nint Length { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The first float. Valid until disposal: keep this object alive while using the pointer.</summary>
    /// <exception cref="ObjectDisposedException">The memory was freed.</exception>
    public float* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (float*)handle;
        }
    }

    /// <summary>All floats as a span.</summary>
    /// <exception cref="OverflowException">The block holds more floats than a span can address.</exception>
    public Span<float> Span => new(Pointer, checked((int)Length));

    /// <summary>Sets every float to zero.</summary>
    public void Clear() => NativeMemory.Clear(Pointer, (nuint)Length * sizeof(float));

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
