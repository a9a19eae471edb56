using ExplainGen.Kernels;
using ExplainGen.TestKit;

namespace ExplainGen.Tests.Kernels;

public unsafe class WorkersTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 10)]
    [InlineData(4, 3)]
    [InlineData(2, 0)]
    public void Every_part_is_done_once(int threads, int parts)
    {
        using var workers = new Workers(threads);
        for (int round = 0; round < 200; round++)
        {
            var counts = new int[parts + 1];
            workers.Run(new Count(counts), parts);
            Assert.All(counts[..parts], n => Assert.Equal(1, n));
            Assert.Equal(0, counts[parts]);
        }
    }

    [Fact]
    public void Each_thread_has_the_same_range_of_parts_in_every_job()
    {
        using var workers = new Workers(3);
        using var together = new Barrier(3);
        int[] first = [.. Run()];
        Assert.Equal(Environment.CurrentManagedThreadId, first[0]);
        Assert.Equal(3, first.Distinct().Count());
        for (int round = 0; round < 20; round++)
            Assert.Equal(first, Run());

        // One part for each thread, and no thread ends its own before all have begun.
        int[] Run()
        {
            var threads = new int[3];
            workers.Run(new Meet(together, threads), 3);
            return threads;
        }
    }

    [Fact]
    public void What_a_thread_does_not_come_to_is_done_by_the_others()
    {
        using var workers = new Workers(2);
        var threads = new int[8];
        using var rest = new CountdownEvent(7);

        // Whoever begins first is held up until all other parts, those of its own range too, are done: by the other thread.
        var begun = new int[2];
        workers.Run(new HeldUp(rest, begun, threads), 8);
        int first = begun[1];
        Assert.DoesNotContain(0, threads);
        Assert.Single(threads.Where((_, part) => part != first).Distinct());
        Assert.Single(threads, threads[first]);
    }

    [Fact]
    public void Jobs_are_whole_when_threads_fall_asleep_between_them()
    {
        using var workers = new Workers(2);
        var counts = new int[2];
        for (int round = 0; round < 2000; round++)
        {
            // Every so often the other thread has gone to sleep.
            if (round % 100 == 0)
                System.Threading.Thread.Sleep(2);
            workers.Run(new Count(counts), 2);
        }

        Assert.All(counts, n => Assert.Equal(2000, n));
    }

    [Fact]
    public void Threads_that_sleep_are_woken()
    {
        using var workers = new Workers(2);
        using var together = new Barrier(2);
        for (int round = 0; round < 20; round++)
        {
            System.Threading.Thread.Sleep(5);
            workers.Run(new Meet(together, new int[2]), 2);
        }
    }

    [Fact]
    public void A_caller_that_is_interrupted_stays_until_the_job_is_done()
    {
        using var workers = new Workers(2);
        using var started = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var done = new int[2];
        bool left = false, leftEarly = false, interrupted = false;
        var caller = new System.Threading.Thread(() =>
        {
            try
            {
                workers.Run(new Slow(started, go, done), 2);
                Volatile.Write(ref left, true);

                // Whatever the thread waits for next takes the interruption; the time is for the case that it was lost.
                System.Threading.Thread.Sleep(60_000);
            }
            catch (ThreadInterruptedException)
            {
                leftEarly = !Volatile.Read(ref left);
                interrupted = true;
                Volatile.Write(ref left, true);
            }
        });
        caller.Start();

        // The caller has done its part, and waits for the other one, or is about to.
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref done[0]) == 1, TimeSpan.FromMinutes(1)), "The other thread did not come.");
        caller.Interrupt();

        // Time enough to leave, for one that would.
        System.Threading.Thread.Sleep(20);
        Assert.False(Volatile.Read(ref left), "The caller left while the other thread was at work.");
        go.Set();
        Assert.True(caller.Join(TimeSpan.FromMinutes(1)), "The caller did not come back.");
        Assert.Equal([1, 1], done);
        Assert.False(leftEarly);
        Assert.True(interrupted, "The interruption was lost.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_exception_reaches_the_caller_and_the_threads_go_on(int threads)
    {
        using var workers = new Workers(threads);
        for (int failing = 0; failing < 4; failing++)
        {
            var thrown = Assert.Throws<InvalidOperationException>(() => workers.Run(new Fail(failing), 4));
            Assert.Equal($"part {failing}", thrown.Message);
        }

        var counts = new int[4];
        workers.Run(new Count(counts), 4);
        Assert.Equal([1, 1, 1, 1], counts);
    }

    [Fact]
    public void A_job_within_a_job_is_done_where_it_stands()
    {
        using var workers = new Workers(2);
        var counts = new int[8];
        workers.Run(new Nested(workers, counts), 2);
        Assert.All(counts, n => Assert.Equal(2, n));
    }

    [Fact]
    public void Several_callers_at_a_time_all_finish()
    {
        using var workers = new Workers(2);
        var counts = new int[16];
        System.Threading.Thread[] callers = [.. Enumerable.Range(0, 4).Select(_ => new System.Threading.Thread(() =>
        {
            for (int i = 0; i < 500; i++)
                workers.Run(new Count(counts), 16);
        }))];
        Array.ForEach(callers, t => t.Start());
        Array.ForEach(callers, t => t.Join());
        Assert.All(counts, n => Assert.Equal(2000, n));
    }

    [Fact]
    public void After_disposal_the_caller_works_alone()
    {
        var workers = new Workers(3);
        workers.Dispose();
        workers.Dispose();
        var threads = new int[5];
        workers.Run(new Thread(threads), 5);
        Assert.All(threads, id => Assert.Equal(Environment.CurrentManagedThreadId, id));
    }

    [Fact]
    public void At_least_one_thread_is_needed()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Workers(0));
        Assert.Equal(1, Workers.Single.Threads);
    }

    [Fact]
    public void Running_allocates_nothing()
    {
        using var workers = new Workers(2);
        var counts = new int[4];
        Assert.Equal(0, SteadyState.Allocation(() =>
        {
            for (int i = 0; i < 100; i++)
                workers.Run(new Count(counts), 4);
        }));
    }

    private readonly struct Count(int[] counts) : IWork
    {
        public void Execute(int part) => Interlocked.Increment(ref counts[part]);
    }

    private readonly struct Thread(int[] threads) : IWork
    {
        public void Execute(int part) => threads[part] = Environment.CurrentManagedThreadId;
    }

    private readonly struct Meet(Barrier barrier, int[] threads) : IWork
    {
        public void Execute(int part)
        {
            threads[part] = Environment.CurrentManagedThreadId;
            Assert.True(barrier.SignalAndWait(TimeSpan.FromMinutes(1)), "The other threads did not come.");
        }
    }

    /// <summary>Part 0 waits until the other thread has begun part 1, which takes until it is let go.</summary>
    private readonly struct Slow(ManualResetEventSlim started, ManualResetEventSlim go, int[] done) : IWork
    {
        public void Execute(int part)
        {
            if (part == 0)
            {
                started.Wait();
            }
            else
            {
                started.Set();
                go.Wait();
            }

            Volatile.Write(ref done[part], 1);
        }
    }

    /// <summary>The part that begins first waits for all others; which one that was is left in <c>begun[1]</c>.</summary>
    private readonly struct HeldUp(CountdownEvent rest, int[] begun, int[] threads) : IWork
    {
        public void Execute(int part)
        {
            threads[part] = Environment.CurrentManagedThreadId;
            if (Interlocked.Exchange(ref begun[0], 1) != 0)
            {
                rest.Signal();
                return;
            }

            begun[1] = part;
            Assert.True(rest.Wait(TimeSpan.FromMinutes(1)), "The other parts were left to a thread that is held up.");
        }
    }

    private readonly struct Fail(int failing) : IWork
    {
        public void Execute(int part)
        {
            if (part == failing)
                throw new InvalidOperationException($"part {part}");
        }
    }

    private readonly struct Nested(Workers workers, int[] counts) : IWork
    {
        public void Execute(int part) => workers.Run(new Count(counts), counts.Length);
    }
}
