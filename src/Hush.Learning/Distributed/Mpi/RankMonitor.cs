using System.Diagnostics;
using System.Text;

namespace Hush.Learning.Distributed.Mpi;

/// <summary>
/// Notices within seconds that a rank is lost: Open MPI alone would wait for it. Rank 0 and each other rank exchange heartbeats from a
/// thread of their own, so a slow rank is not mistaken for a lost one. Processes on the same machine are looked up directly. Looking for
/// messages every two milliseconds also makes Open MPI continue those that are sent during other work.
/// </summary>
internal sealed unsafe class RankMonitor : IDisposable
{
    /// <summary>The exit code after the loss of a rank: EX_TEMPFAIL of sysexits.h, for which batch systems can retry.</summary>
    public const int LostExitCode = 75;

    private const int Tag = 1, MaxLength = 2048;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(2), s_lookUp = TimeSpan.FromMilliseconds(100),
        s_heartbeat = TimeSpan.FromMilliseconds(500),
        s_timeout = TimeSpan.FromSeconds(4), s_grace = TimeSpan.FromSeconds(1);

    private readonly MpiFunctions _mpi;
    private readonly Lock _calls;
    private readonly int _rank;
    private readonly RankProcess[] _processes;
    private readonly int[] _peers;                      // the ranks that send heartbeats to this one
    private readonly bool[] _isLocal;                   // whether the process can be looked up
    private readonly long[] _heard;
    private readonly byte[] _buffer = GC.AllocateArray<byte>(MaxLength, pinned: true);
    private readonly byte[] _alive = GC.AllocateArray<byte>(MaxLength, pinned: true);     // zeros: no text
    private nint[] _sending = [];
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _thread;

    public RankMonitor(MpiFunctions mpi, Lock calls, int rank, RankProcess[] processes)
    {
        (_mpi, _calls, _rank, _processes) = (mpi, calls, rank, processes);
        _peers = rank == 0 ? [.. Enumerable.Range(1, processes.Length - 1)] : [0];
        _isLocal = [.. processes.Select((p, r) => r != rank && p.Host == processes[rank].Host && IsRunning(p.Id))];
        _heard = [.. processes.Select(_ => Stopwatch.GetTimestamp())];
        _thread = new Thread(Watch) { IsBackground = true, Name = "hush rank monitor" };
        _thread.Start();
    }

    /// <summary>Called if another rank fails or is lost, on one rank only: what happened, and the exit code of the job.</summary>
    public Action<string, int>? RankFailed { get; set; }

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (Thread.CurrentThread != _thread)
            _thread.Join(s_grace);
    }

    /// <summary>Tells rank 0 that this rank failed, and gives it time to end the job.</summary>
    public void TellFailure(string message, int exitCode)
    {
        byte[] text = Encoding.UTF8.GetBytes($"{exitCode} {message}");
        byte[] padded = GC.AllocateArray<byte>(MaxLength, pinned: true);
        text.AsSpan(0, Math.Min(text.Length, MaxLength - 1)).CopyTo(padded);
        lock (_calls)
            _ = Send(0, padded);
        Thread.Sleep(s_grace + s_grace);
    }

    private static bool IsRunning(int process) => Directory.Exists($"/proc/{process}");

    private void Watch()
    {
        long sent = 0, lookedUp = 0;
        while (!_stop.WaitOne(s_interval))
        {
            try
            {
                if (sent == 0 || Stopwatch.GetElapsedTime(sent) >= s_heartbeat)
                {
                    SendHeartbeats();
                    sent = Stopwatch.GetTimestamp();
                }

                Receive();
            }
            catch (CommunicationException)
            {
                // The heartbeats of the rank that cannot be reached will be missing.
            }

            if (Stopwatch.GetElapsedTime(lookedUp) < s_lookUp)
                continue;
            lookedUp = Stopwatch.GetTimestamp();
            if (FindLost() is { } lost)
            {
                Report(lost, $"Rank {lost} on {_processes[lost].Host} was lost: its process ended or cannot be reached.", LostExitCode);
                return;
            }
        }
    }

    private void SendHeartbeats()
    {
        lock (_calls)
        {
            if (!_mpi.TestAll(_sending))
                return;
            _sending = [.. _peers.Select(peer => Send(peer, _alive))];
        }
    }

    private nint Send(int rank, byte[] pinned)
    {
        fixed (byte* start = pinned)
            return _mpi.Send(new Message(rank, (nint)start, MaxLength), Tag);
    }

    private void Receive()
    {
        Span<nint> request = stackalloc nint[1];
        while (true)
        {
            int rank;
            lock (_calls)
            {
                if (_mpi.Probe(Tag) is not { } sender)
                    return;
                rank = sender;
                fixed (byte* start = _buffer)
                    request[0] = _mpi.Receive(new Message(rank, (nint)start, MaxLength), Tag);
                while (!_mpi.TestAll(request))
                    Thread.Yield();
            }

            _heard[rank] = Stopwatch.GetTimestamp();
            if (_buffer[0] != 0)
                ReportFailure(rank, Encoding.UTF8.GetString(_buffer, 0, Array.IndexOf(_buffer, (byte)0)));
        }
    }

    private void ReportFailure(int rank, string text)
    {
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        int exitCode = int.Parse(text[..space], System.Globalization.CultureInfo.InvariantCulture);
        Report(rank, $"Rank {rank} on {_processes[rank].Host}: {text[(space + 1)..]}", exitCode);
    }

    private int? FindLost()
    {
        for (int rank = 0; rank < _processes.Length; rank++)
        {
            if ((_isLocal[rank] && !IsRunning(_processes[rank].Id))
                || (_peers.Contains(rank) && Stopwatch.GetElapsedTime(_heard[rank]) > s_timeout))
                return rank;
        }

        return null;
    }

    /// <summary>
    /// Rank 0 reports, or rank 1 the loss of rank 0; another rank only if neither does. What happened to one rank may happen to rank 0
    /// as well, for example if data is missing; its own error is then the clearest.
    /// </summary>
    private void Report(int failed, string message, int exitCode)
    {
        int reporter = failed == 0 ? 1 : 0;
        if ((_rank != reporter || exitCode != LostExitCode) && _stop.WaitOne(_rank == reporter ? s_grace : s_timeout))
            return;
        RankFailed?.Invoke(message, exitCode);
    }
}
