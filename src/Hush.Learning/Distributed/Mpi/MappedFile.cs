using System.IO.MemoryMappedFiles;
using System.Runtime.Versioning;
using System.Text;

namespace Hush.Learning.Distributed.Mpi;

/// <summary>A file in memory that all ranks of one machine map.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class MappedFile : IDisposable
{
    private const string Folder = "/dev/shm";
    private const long RoomPerRank = 4 << 20;

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
        ranks.Barrier();                // no rank is late or fails while the file has a name: killed then, rank 0 would leave it behind
        try
        {
            if (ranks.Rank == 0 && HasRoom(folder, length, ranks.Count))
                mapped = TryMap(path, length, create: true);
            string name = Encoding.UTF8.GetString(ranks.Broadcast(mapped == null ? [] : Encoding.UTF8.GetBytes(path)));
            if (name.Length > 0 && ranks.Rank > 0)
                mapped = TryMap(name, length, create: false);
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

    /// <summary>
    /// Whether Open MPI can go on to allocate memory in the folder, a file of 4 MB for each rank, when this file is there. If it cannot, a
    /// signal ends the process.
    /// </summary>
    internal static bool HasRoom(long available, nint length, int ranks) => available - length >= ranks * RoomPerRank;

    private static bool HasRoom(string folder, nint length, int ranks)
    {
        try
        {
            return HasRoom(new DriveInfo(folder).AvailableFreeSpace, length, ranks);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
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
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, options);
            return new MappedFile(stream, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();          // an open file keeps its memory, even without a name
            return null;
        }
    }
}
