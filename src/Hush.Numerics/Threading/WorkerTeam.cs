using System.Runtime.ExceptionServices;

namespace Hush.Numerics.Threading;

/// <summary>
/// A fixed team of threads for work that comes in short bursts. The caller is worker 0; the others spin for a moment after a burst,
/// since the next one usually follows at once, and then sleep. Running a burst allocates nothing. Callers from several threads queue.
/// </summary>
/// <remarks>
/// Workers take the items of a burst one by one, in order. What an item computes must depend on the item alone, never on the worker
/// or on the number of workers: then the result has the same bytes for any team.
/// </remarks>
public sealed class WorkerTeam : IDisposable
{
    private const int SpinRounds = 2000;
    private const int Ended = -1;
    private const int Closed = 1 << 30;         // where the next item stands between bursts: beyond any burst's last

    private readonly Lock _callers = new();
    private readonly Thread[] _threads;
    private readonly object _bed = new();       // sleepers wait on it; not a Lock, which cannot be waited on

    // Counts bursts, or says that there are no more; a change starts the workers. One number for both, so that no worker can see half.
    private volatile int _burst;
    private int _sleeping;
    private int _inside;                // workers, without the caller, that may hold an item
    private int _next = Closed;
    private int _items;
    private Action<int, int>? _body;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts the team.</summary>
    /// <param name="threads">Workers, the caller among them; at least 1.</param>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Count = threads;
        _threads = new Thread[threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"hush worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Workers, the caller among them.</summary>
    public int Count { get; }

    /// <summary>Calls body(item, worker) once for each item from 0 to items - 1 and returns when all are done.</summary>
    /// <param name="items">Items of work, 0 to 2^30.</param>
    /// <param name="body">What to do; keep the delegate, so that a burst allocates nothing.</param>
    /// <exception cref="ObjectDisposedException">The team was disposed.</exception>
    /// <exception cref="InvalidOperationException">The call came from inside a burst of this team.</exception>
    /// <remarks>An exception in the body ends the burst early and is thrown here.</remarks>
    public void Run(int items, Action<int, int> body)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)items, (uint)Closed, nameof(items));
        ThrowIfInside(nameof(Run));
        lock (_callers)
        {
            ObjectDisposedException.ThrowIf(_burst == Ended, this);
            _body = body;
            _items = items;
            _failure = null;
            Volatile.Write(ref _next, 0);
            if (_threads.Length > 0 && items > 1)
            {
                Start((_burst + 1) & int.MaxValue);
            }

            TakeItems(0);

            // Workers that have not arrived by now find nothing; only those that hold an item are waited for.
            Interlocked.Exchange(ref _next, Closed);
            SpinWait spin = default;
            while (Volatile.Read(ref _inside) > 0)
                spin.SpinOnce(sleep1Threshold: -1);
            _body = null;
            _failure?.Throw();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ThrowIfInside(nameof(Dispose));
        lock (_callers)
        {
            if (_burst == Ended)
                return;
            Start(Ended);
            foreach (Thread thread in _threads)
                thread.Join();
        }
    }

    private void ThrowIfInside(string call)
    {
        if (!_callers.IsHeldByCurrentThread && Array.IndexOf(_threads, Thread.CurrentThread) < 0)
            return;
        throw new InvalidOperationException(
            $"{nameof(WorkerTeam)}.{call} was called from inside a burst of the same team, which would wait for itself. " +
            "Do the inner work in the item, or use a second team.");
    }

    private void Work(int worker)
    {
        int seen = 0;
        while ((seen = Await(seen)) != Ended)
        {
            Interlocked.Increment(ref _inside);
            TakeItems(worker);
            Interlocked.Decrement(ref _inside);
        }
    }

    /// <summary>Waits for another burst than the one that was seen.</summary>
    private int Await(int seen)
    {
        int burst = _burst;
        for (int i = 0; i < SpinRounds && burst == seen; i++)
        {
            Thread.SpinWait(10);
            burst = _burst;
        }

        if (burst != seen)
            return burst;
        lock (_bed)
        {
            // Announce the sleep first and look again: a burst that starts in between sees the announcement and wakes this worker.
            Interlocked.Increment(ref _sleeping);
            while ((burst = _burst) == seen)
                Monitor.Wait(_bed);
            Interlocked.Decrement(ref _sleeping);
        }

        return burst;
    }

    /// <summary>Lets the workers see another burst, or the end.</summary>
    private void Start(int burst)
    {
        Interlocked.Exchange(ref _burst, burst);        // a full fence: those who sleep are counted after it
        Wake();
    }

    private void Wake()
    {
        // All sleepers at once: with counted permits, a worker that is done could take that of one that has not woken yet.
        if (Volatile.Read(ref _sleeping) == 0)
            return;
        lock (_bed)
            Monitor.PulseAll(_bed);
    }

    private void TakeItems(int worker)
    {
        try
        {
            // A number below _items says that the burst is open, so what belongs to the burst is read after the number.
            while (Interlocked.Increment(ref _next) - 1 is int item && item < _items)
                _body!(item, worker);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            Volatile.Write(ref _next, Closed);
        }
    }
}
