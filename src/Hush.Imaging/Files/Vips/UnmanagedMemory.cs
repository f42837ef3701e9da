using System.Buffers;

namespace Hush.Imaging.Files.Vips;

/// <summary>Wraps native memory as <see cref="Memory{T}"/>, limited to 2 GB. Does not own the memory.</summary>
internal sealed unsafe class UnmanagedMemory(nint data, long length) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => new((void*)data, (int)Math.Min(length, int.MaxValue));

    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)data + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
