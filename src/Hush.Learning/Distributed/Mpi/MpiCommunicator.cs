using System.Globalization;
using System.Runtime.InteropServices;

namespace Hush.Learning.Distributed.Mpi;

/// <summary>The processes that mpirun or srun started, connected by Open MPI.</summary>
internal sealed class MpiCommunicator : ICommunicator, IDisposable
{
    private const int DataTag = 0, FirstPreparedTag = 16;       // the monitor has a tag of its own between them

    private readonly MpiFunctions _mpi;
    private readonly Lock _calls = new();               // Open MPI is called by one thread at a time
    private readonly int _launched;
    private RankMonitor? _monitor;
    private nint[] _requests = [];

    private MpiCommunicator(MpiFunctions mpi, int launched)
    {
        (_mpi, _launched) = (mpi, launched);
        mpi.Initialize();
        (Rank, Count) = (mpi.Rank, mpi.Count);
    }

    /// <summary>Whether <see cref="Connect"/> has succeeded, so that rank 0 hears of failures.</summary>
    public bool IsConnected => _monitor != null;

    public int Rank { get; }

    public int Count { get; }

    public int RanksSharingProcessors { get; private set; } = 1;

    public bool IsOneMachine { get; private set; }

    /// <summary>
    /// The processes that an MPI launcher started together with this one; this process alone if there was no launcher. Open MPI is
    /// loaded in the first case only.
    /// </summary>
    /// <param name="variable">Returns the value of an environment variable.</param>
    /// <param name="libraryName">File name of the library of Open MPI.</param>
    /// <exception cref="CommunicationException">Open MPI is not installed, or was not the one that started the processes.</exception>
    public static ICommunicator OfLauncher(Func<string, string?> variable, string libraryName = MpiFunctions.LibraryName)
    {
        int count = LaunchedProcesses(variable);
        if (count == 1)
            return SingleProcess.Instance;
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(libraryName, out nint library))
        {
            throw new CommunicationException(
                $"This process was started by an MPI launcher, but Open MPI ({libraryName}) is not installed. Install it " +
                "(package libopenmpi3 on Debian and Ubuntu), or train without mpirun and srun.");
        }

        return new MpiCommunicator(new MpiFunctions(library), count);
    }

    /// <summary>The number of processes that a launcher started: 1 without one, 0 if there are an unknown number.</summary>
    internal static int LaunchedProcesses(Func<string, string?> variable)
    {
        string? count = variable("OMPI_COMM_WORLD_SIZE") ?? variable("PMI_SIZE");
        if (count != null)
            return int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : 0;
        return variable("PMIX_RANK") != null ? 0 : 1;
    }

    /// <summary>The rank that a launcher gave to this process, known before Open MPI is loaded; 0 without a launcher.</summary>
    internal static int LaunchedRank(Func<string, string?> variable) =>
        int.TryParse(variable("OMPI_COMM_WORLD_RANK") ?? variable("PMIX_RANK") ?? variable("PMI_RANK"), NumberStyles.None,
            CultureInfo.InvariantCulture, out int rank) ? rank : 0;

    /// <summary>Gets to know the other ranks, and watches them from then on. Call it first, on all ranks.</summary>
    /// <param name="rankFailed">Called if another rank fails or is lost, on one rank only: what happened, and the exit code of the job.
    /// </param>
    /// <exception cref="CommunicationException">Open MPI connected other processes than the launcher started, or a rank runs another
    /// version of Hush.</exception>
    public void Connect(Action<string, int> rankFailed)
    {
        if (Count != _launched && _launched > 0)
        {
            throw new CommunicationException(
                $"The launcher started {_launched} processes, but Open MPI finds {Count}. Start them with the mpirun of Open MPI, or " +
                "with srun and its PMIx plugin.");
        }

        RankProcess[] processes = [.. this.AllGather(RankProcess.Current().ToText()).Select(RankProcess.Parse)];
        RankProcess self = processes[Rank];
        int other = Array.FindIndex(processes, p => p.Version != processes[0].Version);
        if (other >= 0)
        {
            throw new CommunicationException(
                $"Rank {other} on {processes[other].Host} runs Hush {processes[other].Version}, rank 0 Hush {processes[0].Version}. " +
                "Install the same version on all machines.");
        }

        RanksSharingProcessors = processes.Count(p => p.Machine == self.Machine && p.Processors == self.Processors);
        IsOneMachine = processes.All(p => p.Machine == self.Machine);
        lock (_calls)
            _mpi.DropWarnings();
        _monitor = new RankMonitor(_mpi, _calls, Rank, processes, rankFailed);
    }

    public void Exchange(ReadOnlySpan<Message> sent, ReadOnlySpan<Message> received)
    {
        if (_requests.Length < sent.Length + received.Length)
            _requests = new nint[sent.Length + received.Length];
        Span<nint> requests = _requests.AsSpan(0, Start(sent, received, DataTag, _requests));
        var backoff = new Backoff();
        while (!IsComplete(requests))
            backoff.Pause();
    }

    public IExchange Prepare(Message[] sent, Message[] received, int tag) => new PreparedExchange(this, sent, received, tag);

    public unsafe SharedMemory? Share(nint length, int signals)
    {
        nint bytes = SharedMemory.TotalLength(Count, length, signals) * sizeof(float);
        return OperatingSystem.IsLinux() && IsOneMachine && MappedFile.TryCreate(this, bytes) is { } file
            ? new SharedMemory(Rank, Count, signals, (float*)file.Start, file)
            : null;
    }

    /// <summary>Waits until all ranks are done, and disconnects from them. After a failure, call <see cref="Fail"/> instead.</summary>
    public void Dispose()
    {
        this.Barrier();
        _monitor?.Dispose();
        lock (_calls)
            _mpi.FinalizeAll();
    }

    /// <summary>
    /// Ends the job after a failure of this rank. Rank 0 has reported its own failure, and ends all others; another rank tells rank 0
    /// to report it.
    /// </summary>
    /// <param name="message">The error.</param>
    /// <param name="exitCode">The exit code of the job.</param>
    public void Fail(string message, int exitCode)
    {
        if (Rank > 0)
            _monitor?.SendFailure(message, exitCode);
        _monitor?.Dispose();
        Abort(exitCode);
    }

    /// <summary>Prepares for the end of the job, which the launcher has asked for.</summary>
    public void ExpectEnd() => _monitor?.ExpectEnd();

    /// <summary>Ends all ranks, including this one.</summary>
    public void Abort(int exitCode)
    {
        // The lock is not needed when everything ends, and its owner may wait forever.
        bool isOwner = _calls.TryEnter(TimeSpan.FromSeconds(1));
        if (isOwner && Rank == 0)
            _monitor?.SendReported();
        _mpi.Abort(exitCode);
        if (isOwner)
            _calls.Exit();
    }

    // Returns the number of requests. Empty messages are not sent.
    private int Start(ReadOnlySpan<Message> sent, ReadOnlySpan<Message> received, int tag, nint[] requests)
    {
        int count = 0;
        lock (_calls)
        {
            foreach (Message message in received)
            {
                if (message.Length > 0)
                    requests[count++] = _mpi.Receive(message, tag);
            }

            foreach (Message message in sent)
            {
                if (message.Length > 0)
                    requests[count++] = _mpi.Send(message, tag);
            }
        }

        return count;
    }

    private bool IsComplete(Span<nint> requests)
    {
        lock (_calls)
            return _mpi.TestAll(requests);
    }

    private sealed class PreparedExchange(MpiCommunicator ranks, Message[] sent, Message[] received, int tag) : IExchange
    {
        private readonly nint[] _requests = new nint[sent.Length + received.Length];
        private int _count;

        public void Start() => _count = ranks.Start(sent, received, FirstPreparedTag + tag, _requests);

        public bool TryComplete() => ranks.IsComplete(_requests.AsSpan(0, _count));
    }
}
