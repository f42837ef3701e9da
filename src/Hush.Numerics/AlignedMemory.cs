using System.Runtime.InteropServices;

namespace Hush.Numerics;

/// <summary>Zeroed native floats, aligned to 64 bytes, freed on disposal or by the finaliser. Lengths may pass two billion.</summary>
public sealed unsafe class AlignedMemory : SafeHandle
{
    private const nuint Alignment = 64;

    /// <summary>Allocates <paramref name="length"/> floats, all zero.</summary>
    /// <param name="length">Floats, at least 0.</param>
    /// <exception cref="OutOfMemoryException">The system has no such block left.</exception>
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

    /// <summary>Floats in this block.</summary>
    public nint Length { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The first float. Valid until disposal; the caller keeps this object alive meanwhile.</summary>
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
    /// <exception cref="OverflowException">The block is longer than a span can be.</exception>
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
