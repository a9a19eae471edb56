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
    public void A_part_always_goes_to_the_same_thread()
    {
        using var workers = new Workers(3);
        var first = new int[9];
        workers.Run(new Thread(first), 9);
        for (int round = 0; round < 20; round++)
        {
            var threads = new int[9];
            workers.Run(new Thread(threads), 9);
            Assert.Equal(first, threads);
        }

        Assert.Equal(3, first.Distinct().Count());
        Assert.Equal(Environment.CurrentManagedThreadId, first[0]);
        Assert.Equal(first[1], first[4]);
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
