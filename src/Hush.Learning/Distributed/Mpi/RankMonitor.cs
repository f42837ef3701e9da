using System.Diagnostics;
using System.Text;

namespace Hush.Learning.Distributed.Mpi;

/// <summary>
/// Notices within seconds that a rank is lost: Open MPI alone would wait for it. Rank 0 and each other rank exchange heartbeats from a
/// thread of their own, so a slow rank is not mistaken for a lost one. Processes on the same machine are looked up directly.
/// </summary>
internal sealed unsafe class RankMonitor : IDisposable
{
    private const int Tag = 1, MaxLength = 2048;
    private const byte ReportedMark = 1;                // no text begins with it
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10), s_lookUp = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromMilliseconds(250), s_timeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_heartbeatAtEnd = TimeSpan.FromMilliseconds(100), s_timeoutAtEnd = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_notice = TimeSpan.FromMilliseconds(200);

    private readonly MpiFunctions _mpi;
    private readonly Lock _calls;
    private readonly int _rank;
    private readonly RankProcess[] _processes;
    private readonly int[] _peers;                      // the ranks that send heartbeats to this one
    private readonly bool[] _isLocal;                   // whether the process can be looked up
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly RankSilence _silence;
    private readonly Action<string, int> _rankFailed;

    // Fields, because Open MPI uses the memory until a message is complete.
    private readonly byte[] _buffer = GC.AllocateArray<byte>(MaxLength, pinned: true);
    private readonly byte[] _alive = GC.AllocateArray<byte>(MaxLength, pinned: true);     // zeros: no text
    private readonly byte[] _failure = GC.AllocateArray<byte>(MaxLength, pinned: true);
    private readonly nint[] _receiving = new nint[1];
    private int? _sender;                               // of the message that is being received
    private readonly nint[][] _sending;                 // by peer
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _thread;
    private readonly byte[] _reported = GC.AllocateArray<byte>(MaxLength, pinned: true);
    private volatile bool _isEnding, _isReported;

    /// <summary>Starts watching.</summary>
    /// <param name="mpi">The functions of Open MPI.</param>
    /// <param name="calls">Held while one of them is called.</param>
    /// <param name="rank">This rank.</param>
    /// <param name="processes">All ranks.</param>
    /// <param name="rankFailed">Called if another rank fails or is lost, on one rank only: what happened, and the exit code of the job.
    /// </param>
    public RankMonitor(MpiFunctions mpi, Lock calls, int rank, RankProcess[] processes, Action<string, int> rankFailed)
    {
        (_mpi, _calls, _rank, _processes, _rankFailed) = (mpi, calls, rank, processes, rankFailed);
        _peers = rank == 0 ? [.. Enumerable.Range(1, processes.Length - 1)] : [0];
        _sending = [.. _peers.Select(_ => Array.Empty<nint>())];
        _isLocal = [.. processes.Select((p, r) => r != rank && p.SharesProcesses(processes[rank]) && IsRunning(p.Id))];
        _silence = new RankSilence(processes.Length, Now);
        _thread = new Thread(Watch) { IsBackground = true, Name = "hush rank monitor" };
        _thread.Start();
    }

    /// <summary>Stops watching. Open MPI is not called afterward.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (Thread.CurrentThread != _thread)
            _thread.Join(s_grace);
    }

    /// <summary>
    /// Sends heartbeats more often from now on, and waits for them for less than a second. mpirun asks all ranks to end when it notices
    /// that one was killed on another machine, and kills them a second later. This leaves time for a message.
    /// </summary>
    public void ExpectEnd() => _isEnding = true;

    /// <summary>Tells rank 0 that this rank failed, and gives it time to end the job.</summary>
    public void SendFailure(string message, int exitCode)
    {
        byte[] text = Encoding.UTF8.GetBytes($"{exitCode} {message}");
        text.AsSpan(0, Math.Min(text.Length, MaxLength - 1)).CopyTo(_failure);
        lock (_calls)
            _ = Send(0, _failure);
        Thread.Sleep(s_grace + s_grace);
    }

    /// <summary>
    /// Tells the other ranks that rank 0 has reported a failure and ends the job: they do not report that it was lost. Does not wait for
    /// ranks that cannot be reached.
    /// </summary>
    public void SendReported()
    {
        _reported[0] = ReportedMark;
        long start = Stopwatch.GetTimestamp();
        try
        {
            nint[] requests = [.. _peers.Select(peer => Send(peer, _reported))];
            while (!_mpi.TestAll(requests) && Stopwatch.GetElapsedTime(start) < s_notice)
                Thread.Sleep(s_interval);
        }
        catch (CommunicationException)
        {
            // A rank that cannot be reached cannot report anything here.
        }
    }

    private TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    private static bool IsRunning(int process) => Directory.Exists($"/proc/{process}");

    private void Watch()
    {
        long sent = 0, lookedUp = 0;
        while (!_stop.WaitOne(s_interval))
        {
            _silence.Listen(Now);
            try
            {
                if (sent == 0 || Stopwatch.GetElapsedTime(sent) >= (_isEnding ? s_heartbeatAtEnd : s_heartbeat))
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
            if (!_isReported && FindLost() is { } lost)
            {
                Report(lost, $"Rank {lost} on {_processes[lost].Host} was lost: its process ended or cannot be reached.",
                    RankLostException.ExitCode);
                return;
            }
        }
    }

    // A rank that cannot be reached does not keep heartbeats from the others.
    private void SendHeartbeats()
    {
        lock (_calls)
        {
            for (int i = 0; i < _peers.Length && !_stop.WaitOne(0); i++)
            {
                try
                {
                    if (_mpi.TestAll(_sending[i]))
                        _sending[i] = [Send(_peers[i], _alive)];
                }
                catch (CommunicationException)
                {
                    // Its own heartbeats will be missing.
                }
            }
        }
    }

    private nint Send(int rank, byte[] pinned)
    {
        fixed (byte* start = pinned)
            return _mpi.Send(new Message(rank, (nint)start, MaxLength), Tag);
    }

    private void Receive()
    {
        while (TryReceive() is { } rank)
        {
            _silence.Hear(rank, Now);
            if (_buffer[0] == ReportedMark)
                _isReported = true;
            else if (_buffer[0] != 0)
                ReportFailure(rank, Encoding.UTF8.GetString(_buffer, 0, Array.IndexOf(_buffer, (byte)0)));
        }
    }

    // Never waits: the rest of a message may not arrive, and the other ranks have to be watched meanwhile.
    private int? TryReceive()
    {
        lock (_calls)
        {
            if (_stop.WaitOne(0))
                return null;
            if (_sender is null)
            {
                _sender = _mpi.Probe(Tag);
                if (_sender is not { } sender)
                    return null;
                fixed (byte* start = _buffer)
                    _receiving[0] = _mpi.Receive(new Message(sender, (nint)start, MaxLength), Tag);
            }

            if (!_mpi.TestAll(_receiving))
                return null;
            int rank = _sender.Value;
            _sender = null;
            return rank;
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
        TimeSpan timeout = _isEnding ? s_timeoutAtEnd : s_timeout;
        for (int rank = 0; rank < _processes.Length; rank++)
        {
            if ((_isLocal[rank] && !IsRunning(_processes[rank].Id))
                || (_peers.Contains(rank) && _silence.Of(rank, Now) > timeout))
                return rank;
        }

        return null;
    }

    /// <summary>
    /// Rank 0 reports a failure; rank 1 reports the loss of rank 0. Other ranks report only if neither has done so within 4 seconds. A
    /// failure message waits one second first, because rank 0 may fail for the same reason, and its own error is clearer.
    /// </summary>
    private void Report(int failed, string message, int exitCode)
    {
        int reporter = failed == 0 ? 1 : 0;
        if ((_rank != reporter || exitCode != RankLostException.ExitCode) && _stop.WaitOne(_rank == reporter ? s_grace : s_timeout))
            return;
        _rankFailed(message, exitCode);
    }
}
