using System.Runtime.ExceptionServices;

namespace Hush.Numerics.Threading;

/// <summary>
/// A fixed-size thread pool for short parallel regions. The calling thread is worker 0. After a region, the other workers
/// spin briefly, because the next region usually follows at once, and then sleep. Running a region allocates no memory. Concurrent
/// callers run one after another.
/// </summary>
/// <remarks>
/// Workers take items one at a time, in order. For identical results with any number of threads, the result of an item must
/// depend on the item index alone, not on the worker that runs it or on the number of workers.
/// </remarks>
internal sealed class WorkerTeam : IDisposable
{
    private const int SpinRounds = 2000;
    private const int Ended = -1;
    private const int Closed = 1 << 30;         // value of _next between regions: larger than any item index

    private readonly Lock _callers = new();
    private readonly Thread[] _threads;
    private readonly object _sleepLock = new();       // sleeping workers wait on it with Monitor.Wait, which Lock does not support

    // The number of the current region, or Ended. Workers start when it changes. One field for both, so that workers read it atomically.
    private volatile int _region;
    private int _sleeping;
    private int _inside;                // workers that may hold an item, not counting the caller
    private int _next = Closed;
    private int _items;
    private Action<int, int>? _body;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts the worker threads.</summary>
    /// <param name="threads">Number of workers including the calling thread; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
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

    /// <summary>Number of workers, including the calling thread.</summary>
    public int Count { get; }

    /// <summary>Calls body(item, worker) once for each item from 0 to items - 1 and returns when all calls are done.</summary>
    /// <param name="items">Number of items, 0 to 2^30.</param>
    /// <param name="body">Called with the item index and the worker index. Cache the delegate to avoid allocations.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="items"/> is negative or greater than 2^30.</exception>
    /// <exception cref="ObjectDisposedException">The team was disposed.</exception>
    /// <exception cref="InvalidOperationException">The call came from inside a parallel region of this team.</exception>
    /// <remarks>If the body throws, no more items start and the first exception is rethrown here.</remarks>
    public void Run(int items, Action<int, int> body)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)items, (uint)Closed, nameof(items));
        ThrowIfInside(nameof(Run));
        lock (_callers)
        {
            ObjectDisposedException.ThrowIf(_region == Ended, this);
            _body = body;
            _items = items;
            _failure = null;
            Volatile.Write(ref _next, 0);
            if (_threads.Length > 0 && items > 1)
            {
                Start((_region + 1) & int.MaxValue);
            }

            TakeItems(0);

            // Workers that arrive after this line find no items. Wait only for those that hold one.
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
            if (_region == Ended)
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
            $"{nameof(WorkerTeam)}.{call} was called from within a parallel run of the same team, which would deadlock. " +
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

    /// <summary>Waits until the region number differs from <paramref name="seen"/>, and returns it.</summary>
    private int Await(int seen)
    {
        int region = _region;
        for (int i = 0; i < SpinRounds && region == seen; i++)
        {
            Thread.SpinWait(10);
            region = _region;
        }

        if (region != seen)
            return region;
        lock (_sleepLock)
        {
            // Register as sleeping, then check again: a region that starts in between sees the count and wakes this worker.
            Interlocked.Increment(ref _sleeping);
            while ((region = _region) == seen)
                Monitor.Wait(_sleepLock);
            Interlocked.Decrement(ref _sleeping);
        }

        return region;
    }

    private void Start(int region)
    {
        Interlocked.Exchange(ref _region, region);        // full fence: Wake reads _sleeping after the new number is visible
        Wake();
    }

    private void Wake()
    {
        // Wake all: with counted permits, a worker that has finished could take the permit of one that has not woken up yet.
        if (Volatile.Read(ref _sleeping) == 0)
            return;
        lock (_sleepLock)
            Monitor.PulseAll(_sleepLock);
    }

    private void TakeItems(int worker)
    {
        try
        {
            // Read _next before _items and _body: an index below _items means that the region has started, so both belong to it.
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
