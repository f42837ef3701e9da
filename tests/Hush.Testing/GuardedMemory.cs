using System.Runtime.InteropServices;
using Xunit;

namespace Hush.Testing;

/// <summary>
/// Memory that ends at a guard page on Linux, so that a kernel that reads or writes past the end crashes the test run. In front of it,
/// and on other systems also behind it, are guard words that <see cref="AssertIntact"/> compares.
/// </summary>
public sealed unsafe partial class GuardedMemory : IDisposable
{
    /// <summary>Bits of a guard word: a quiet NaN that no arithmetic produces. A result computed from one is NaN.</summary>
    public const uint GuardBits = 0x7FC0_BEEF;

    private const int ReadWrite = 3, NoAccess = 0, PrivateAnonymous = 0x22;     // Linux: sys/mman.h

    private readonly byte* _block;
    private readonly nint _bytes;

    /// <summary>Allocates the memory and fills it, and everything around it, with guard words.</summary>
    /// <param name="length">Length in floats, at least 0.</param>
    public GuardedMemory(nint length)
    {
        Length = length;
        nint page = Environment.SystemPageSize;
        nint data = ((length * sizeof(float)) + page - 1) / page * page;
        _bytes = data + (2 * page);
        if (OperatingSystem.IsLinux())
        {
            _block = (byte*)Map(0, (nuint)_bytes, ReadWrite, PrivateAnonymous, -1, 0);
            Assert.NotEqual(-1, (nint)_block);
        }
        else
        {
            _block = (byte*)NativeMemory.Alloc((nuint)_bytes);
        }

        new Span<uint>(_block, checked((int)(_bytes / sizeof(uint)))).Fill(GuardBits);
        Pointer = (float*)(_block + page + data) - length;
        if (OperatingSystem.IsLinux())
            Assert.Equal(0, Protect((nint)(_block + page + data), (nuint)page, NoAccess));
    }

    /// <summary>Length in floats, without the guards.</summary>
    public nint Length { get; }

    /// <summary>The first float. Aligned to four bytes only.</summary>
    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, checked((int)Length));

    /// <summary>Creates guarded memory with a copy of <paramref name="values"/>.</summary>
    public static GuardedMemory From(ReadOnlySpan<float> values)
    {
        var memory = new GuardedMemory(values.Length);
        values.CopyTo(memory.Span);
        return memory;
    }

    /// <summary>Whether a float is still a guard word.</summary>
    public static bool IsGuard(float value) => BitConverter.SingleToUInt32Bits(value) == GuardBits;

    /// <summary>Fails if a guard word in front of the memory, or behind it without a guard page, was overwritten.</summary>
    public void AssertIntact()
    {
        float* end = OperatingSystem.IsLinux() ? Pointer : (float*)(_block + _bytes);
        for (float* p = (float*)_block; p < end; p++)
        {
            if ((p < Pointer || p >= Pointer + Length) && !IsGuard(*p))
                Assert.Fail($"the float at index {p - Pointer} of a buffer of {Length} was overwritten with {*p:G9}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
            _ = Unmap((nint)_block, (nuint)_bytes);
        else
            NativeMemory.Free(_block);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(nint address, nuint length);
}
