using System.IO.MemoryMappedFiles;
using System.Runtime.Versioning;
using System.Text;

namespace Hush.Learning.Distributed.Mpi;

/// <summary>A file in memory that all ranks of one machine map.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class MappedFile : IDisposable
{
    private const string Folder = "/dev/shm";

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private MappedFile(FileStream stream, nint length)
    {
        _file = MemoryMappedFile.CreateFromFile(
            stream, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, length);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start;
    }

    /// <summary>The first byte, at the beginning of a memory page.</summary>
    public byte* Start { get; }

    /// <summary>Creates a file on rank 0 and maps it on all ranks; null if one of them cannot. Call on all ranks.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="length">Number of bytes, which are all zero.</param>
    /// <param name="folder">Where files take memory only.</param>
    public static MappedFile? TryCreate(ICommunicator ranks, nint length, string folder = Folder)
    {
        MappedFile? mapped = null;
        string path = Path.Combine(folder, $"hush-{Guid.NewGuid():N}");
        if (ranks.Rank == 0)
            mapped = TryMap(path, length, create: true);
        try
        {
            path = Encoding.UTF8.GetString(ranks.Broadcast(mapped == null ? [] : Encoding.UTF8.GetBytes(path)));
            if (path.Length > 0 && ranks.Rank > 0)
                mapped = TryMap(path, length, create: false);
            if (!ranks.Any(mapped == null))
                return mapped;
            mapped?.Dispose();
            return null;
        }
        finally
        {
            if (ranks.Rank == 0 && File.Exists(path))
                File.Delete(path);      // the mappings stay
        }
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    // Allocates the memory at once: if there is too little, this fails, and not a later access.
    private static MappedFile? TryMap(string path, nint length, bool create)
    {
        var options = new FileStreamOptions
        {
            Mode = create ? FileMode.CreateNew : FileMode.Open,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            PreallocationSize = create ? length : 0,
            UnixCreateMode = create ? UnixFileMode.UserRead | UnixFileMode.UserWrite : null,
        };
        try
        {
            return new MappedFile(new FileStream(path, options), length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
