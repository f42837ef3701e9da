using Hush.Numerics.Threading;

namespace Hush.Numerics.Tests.Threading;

public sealed class WorkerTeamTests
{
    private const int Limit = 20_000;       // milliseconds: a burst that never ends fails the test instead of hanging the run

    public static TheoryData<int> Teams => [1, 2, 3, 5];

    [Theory(Timeout = Limit), MemberData(nameof(Teams))]
    public Task Every_item_is_done_exactly_once_by_a_worker_of_the_team(int threads) => Task.Run(() =>
    {
        using var team = new WorkerTeam(threads);
        foreach (int items in new[] { 0, 1, 2, threads, threads + 1, 257 })
        {
            int[] times = new int[items];
            int strangers = 0;
            team.Run(items, (item, worker) =>
            {
                Interlocked.Increment(ref times[item]);
                if (worker < 0 || worker >= team.Count)
                    Interlocked.Increment(ref strangers);
            });

            Assert.All(times, t => Assert.Equal(1, t));
            Assert.Equal(0, strangers);
        }
    });

    [Fact(Timeout = Limit)]
    public Task No_two_threads_share_a_worker_number_and_worker_0_is_the_caller() => Task.Run(() =>
    {
        using var team = new WorkerTeam(3);
        int caller = Environment.CurrentManagedThreadId;
        int[] threadOf = new int[3];
        bool shared = false;
        for (int burst = 0; burst < 50; burst++)
        {
            team.Run(30, (_, worker) =>
            {
                int me = Environment.CurrentManagedThreadId;
                int other = Interlocked.CompareExchange(ref threadOf[worker], me, 0);
                shared |= other != 0 && other != me;
                Thread.SpinWait(200);
            });
        }

        Assert.False(shared);
        Assert.Contains(threadOf[0], new[] { 0, caller });
    });

    [Theory(Timeout = Limit), MemberData(nameof(Teams))]
    public Task An_exception_ends_the_burst_and_the_team_lives_on(int threads) => Task.Run(() =>
    {
        using var team = new WorkerTeam(threads);
        for (int burst = 0; burst < 20; burst++)
        {
            var thrown = Assert.Throws<InvalidDataException>(() => team.Run(100, (item, _) =>
            {
                if (item == 3)
                    throw new InvalidDataException("item 3 is broken");
            }));
            Assert.Equal("item 3 is broken", thrown.Message);

            int done = 0;
            team.Run(7, (_, _) => Interlocked.Increment(ref done));
            Assert.Equal(7, done);
        }
    });

    [Theory(Timeout = Limit), MemberData(nameof(Teams))]
    public Task An_exception_on_every_worker_at_once_surfaces_as_one(int threads) => Task.Run(() =>
    {
        using var team = new WorkerTeam(threads);
        Assert.Throws<InvalidDataException>(() => team.Run(64, (item, _) => throw new InvalidDataException($"item {item}")));
    });

    [Theory(Timeout = Limit), MemberData(nameof(Teams))]
    public Task A_burst_inside_a_burst_is_refused_on_every_worker(int threads) => Task.Run(() =>
    {
        using var team = new WorkerTeam(threads);
        int refused = 0;
        string text = "";
        team.Run(50, (_, _) =>
        {
            var e = Assert.Throws<InvalidOperationException>(() => team.Run(4, (_, _) => { }));
            Interlocked.Increment(ref refused);
            text = e.Message;
            Thread.SpinWait(1000);
        });

        Assert.Equal(50, refused);
        Assert.Equal(
            "WorkerTeam.Run was called from within a parallel run of the same team, which would deadlock. " +
            "Do the inner work in the item, or use a second team.",
            text);
        int done = 0;
        team.Run(5, (_, _) => Interlocked.Increment(ref done));
        Assert.Equal(5, done);
    });

    [Fact(Timeout = Limit)]
    public Task Callers_from_several_threads_queue() => Task.Run(() =>
    {
        using var team = new WorkerTeam(3);
        int owner = 0, overlaps = 0;
        long sum = 0;
        void Call(int caller)
        {
            Action<int, int> body = (item, _) =>
            {
                // Every item writes its caller. If the bursts of two callers overlap, some item soon reads another value.
                Volatile.Write(ref owner, caller);
                Thread.SpinWait(100);
                if (Volatile.Read(ref owner) != caller)
                    Interlocked.Increment(ref overlaps);
                Interlocked.Add(ref sum, item);
            };
            for (int burst = 0; burst < 100; burst++)
                team.Run(9, body);
        }

        Thread[] callers = [.. Enumerable.Range(1, 4).Select(i => new Thread(() => Call(i)))];
        foreach (Thread t in callers)
            t.Start();
        foreach (Thread t in callers)
            t.Join();

        Assert.Equal(4 * 100 * 36, sum);
        Assert.Equal(0, overlaps);
    });

    [Theory(Timeout = Limit), MemberData(nameof(Teams))]
    public Task A_burst_allocates_nothing(int threads) => Task.Run(() =>
    {
        using var team = new WorkerTeam(threads);
        long[] sums = new long[threads];
        Action<int, int> body = (item, worker) => sums[worker] += item;
        for (int i = 0; i < 100; i++)
            team.Run(10, body);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            team.Run(10, body);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(1100 * 45, sums.Sum());
    });

    [Theory(Timeout = Limit), MemberData(nameof(Teams))]
    public Task Tiny_bursts_with_pauses_between_them_never_lose_a_wake_up(int threads) => Task.Run(() =>
    {
        using var team = new WorkerTeam(threads);
        int done = 0;
        Action<int, int> body = (_, _) => Interlocked.Increment(ref done);
        for (int burst = 0; burst < 3000; burst++)
        {
            team.Run(8, body);
            if (burst % 50 == 0)
                Thread.Sleep(burst % 3);                // all workers fall asleep
            else
                Thread.SpinWait(burst % 17 * 500);      // some workers are about to sleep
        }

        Assert.Equal(3000 * 8, done);
    });

    [Fact]
    public async Task Many_teams_that_end_right_after_their_work_all_end()
    {
        var ending = Task.Run(() =>
        {
            for (int i = 0; i < 4000; i++)
            {
                using var team = new WorkerTeam(3);
                for (int burst = 0; burst <= i % 3; burst++)
                    team.Run(2, static (_, _) => { });
                if (i % 40 == 0)
                    Thread.Sleep(1);            // the workers are asleep
            }
        });
        Assert.Same(ending, await Task.WhenAny(ending, Task.Delay(TimeSpan.FromMinutes(2))));       // otherwise a worker sleeps forever
    }

    [Fact]
    public void A_team_is_disposed_once_and_refuses_work_afterwards()
    {
        var team = new WorkerTeam(3);
        team.Run(4, (_, _) => { });
        team.Dispose();
        team.Dispose();

        var e = Assert.Throws<ObjectDisposedException>(() => team.Run(4, (_, _) => { }));
        Assert.Contains("WorkerTeam", e.Message);
    }

    [Fact(Timeout = Limit)]
    public Task The_other_workers_do_the_other_items_while_one_is_slow() => Task.Run(() =>
    {
        using var team = new WorkerTeam(3);
        using var release = new ManualResetEventSlim();
        int done = 0;
        bool late = false;

        // Item 0 ends only when all others are done, so other threads must process them.
        team.Run(20, (item, _) =>
        {
            if (item == 0)
                late = !release.Wait(10_000);
            else if (Interlocked.Increment(ref done) == 19)
                release.Set();
        });

        Assert.False(late);
        Assert.Equal(19, done);
    });

    [Theory, InlineData(-1), InlineData((1 << 30) + 1)]
    public void A_number_of_items_that_cannot_be_is_refused(int items)
    {
        using var team = new WorkerTeam(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => team.Run(items, (_, _) => { }));
    }

    [Fact]
    public void A_team_has_at_least_one_worker() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerTeam(0));
}
