using System.Runtime.InteropServices;

namespace Hush.Learning.Distributed.Mpi;

/// <summary>The functions of Open MPI that Hush calls, found in the library at run time.</summary>
/// <param name="library">The loaded library.</param>
internal sealed unsafe class MpiFunctions(nint library)
{
    /// <summary>The binary interface of Open MPI 2 to 5.</summary>
    public const string LibraryName = "libmpi.so.40";

    /// <summary>Any thread may call, one at a time.</summary>
    private const int Serialized = 2;

    private const int AnySource = -1;

    private readonly nint _world = NativeLibrary.GetExport(library, "ompi_mpi_comm_world");
    private readonly nint _byte = NativeLibrary.GetExport(library, "ompi_mpi_byte");
    private readonly OpenMpiWarnings _warnings = new();

    private readonly delegate* unmanaged<void*, void*, int, int*, int> _init =
        (delegate* unmanaged<void*, void*, int, int*, int>)NativeLibrary.GetExport(library, "MPI_Init_thread");

    private readonly delegate* unmanaged<nint, nint, int> _setErrorHandler =
        (delegate* unmanaged<nint, nint, int>)NativeLibrary.GetExport(library, "MPI_Comm_set_errhandler");

    private readonly delegate* unmanaged<nint, int*, int> _rank =
        (delegate* unmanaged<nint, int*, int>)NativeLibrary.GetExport(library, "MPI_Comm_rank");

    private readonly delegate* unmanaged<nint, int*, int> _size =
        (delegate* unmanaged<nint, int*, int>)NativeLibrary.GetExport(library, "MPI_Comm_size");

    private readonly delegate* unmanaged<nint, int, nint, int, int, nint, nint*, int> _send =
        (delegate* unmanaged<nint, int, nint, int, int, nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Isend");

    private readonly delegate* unmanaged<nint, int, nint, int, int, nint, nint*, int> _receive =
        (delegate* unmanaged<nint, int, nint, int, int, nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Irecv");

    private readonly delegate* unmanaged<int, nint*, int*, void*, int> _testAll =
        (delegate* unmanaged<int, nint*, int*, void*, int>)NativeLibrary.GetExport(library, "MPI_Testall");

    private readonly delegate* unmanaged<int, int, nint, int*, Status*, int> _probe =
        (delegate* unmanaged<int, int, nint, int*, Status*, int>)NativeLibrary.GetExport(library, "MPI_Iprobe");

    private readonly delegate* unmanaged<nint, int, int> _abort =
        (delegate* unmanaged<nint, int, int>)NativeLibrary.GetExport(library, "MPI_Abort");

    private readonly delegate* unmanaged<int> _finalize =
        (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "MPI_Finalize");

    public int Rank => Value(_rank, "MPI_Comm_rank");

    public int Count => Value(_size, "MPI_Comm_size");

    public void Initialize()
    {
        int provided = 0;
        CheckSetup(_init(null, null, Serialized, &provided), "MPI_Init_thread");
        _warnings.WriteDirectly();
        if (provided < Serialized)
            throw new CommunicationException("This Open MPI does not support threads. Install one that was built with thread support.");
        CheckSetup(_setErrorHandler(_world, NativeLibrary.GetExport(library, "ompi_mpi_errors_return")), "MPI_Comm_set_errhandler");
    }

    /// <summary>Drops the warnings of Open MPI from now on.</summary>
    public void DropWarnings() => _warnings.Drop();

    /// <summary>Starts to send. The request is complete when <see cref="TestAll"/> says so.</summary>
    public nint Send(in Message message, int tag)
    {
        nint request;
        Check(_send(message.Address, message.Length, _byte, message.Rank, tag, _world, &request), "MPI_Isend");
        return request;
    }

    /// <summary>Starts to receive.</summary>
    /// <exception cref="RankLostException">The other rank cannot be reached.</exception>
    public nint Receive(in Message message, int tag)
    {
        nint request;
        Check(_receive(message.Address, message.Length, _byte, message.Rank, tag, _world, &request), "MPI_Irecv");
        return request;
    }

    /// <summary>Makes progress, and returns true if all requests are complete.</summary>
    public bool TestAll(Span<nint> requests)
    {
        int done = 0;
        fixed (nint* first = requests)
            Check(_testAll(requests.Length, first, &done, null), "MPI_Testall");
        return done != 0;
    }

    /// <summary>The rank from which a message with a tag has arrived, if any.</summary>
    public int? Probe(int tag)
    {
        int found = 0;
        Status status = default;
        Check(_probe(AnySource, tag, _world, &found, &status), "MPI_Iprobe");
        return found != 0 ? status.Source : null;
    }

    /// <summary>Ends all ranks, including this one.</summary>
    public void Abort(int exitCode) => _ = _abort(_world, exitCode);

    public void FinalizeAll() => Check(_finalize(), "MPI_Finalize");

    private int Value(delegate* unmanaged<nint, int*, int> read, string function)
    {
        int value = 0;
        CheckSetup(read(_world, &value), function);
        return value;
    }

    private static void CheckSetup(int code, string function)
    {
        if (code != 0)
            throw new CommunicationException($"{function} failed with error {code}. Check the installation of Open MPI, and how the " +
                "processes were started.");
    }

    private static void Check(int code, string function)
    {
        if (code != 0)
            throw new RankLostException($"{function} failed with error {code}: the connection to another rank was lost. Check the " +
                "network between the nodes, and resume the run.");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Status
    {
        public int Source, Tag, Error, IsCanceled;
        public nint Length;
    }
}
