using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>How work is cut into parts for threads, and batches into shares.</summary>
public sealed class WorkCutTests
{
    [Fact]
    public void Parts_are_as_many_for_each_thread_and_cover_all_units()
    {
        foreach (int threads in (int[])[2, 3, 4, 7, 16])
        {
            foreach (int grain in (int[])[1, 2, 5, 32])
            {
                foreach (int groups in (int[])[1, 2, 3, 7, 8, 9, 40, 1000])
                {
                    foreach (long work in (long[])[0, 199_999, 200_000, 1_000_000, 1_700_000, 5_000_000, long.MaxValue])
                    {
                        int units = groups * grain;
                        (int parts, int cutGrain) = RowKernel.Cut(work, units, grain, threads);
                        Assert.InRange(parts, 1, units);
                        Assert.Equal(0, units % cutGrain);
                        Assert.InRange(parts, 1, units / cutGrain);
                        Assert.True(work >= 200_000 || parts == 1);

                        // Only where there are no more parts to be had does one thread get more than another.
                        Assert.True(parts % threads == 0 || parts == 1 || parts == units / cutGrain, $"{parts} parts for {threads} threads");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 16, 100_000_000, true, 1)]
    [InlineData(32, 16, 100_000_000, true, 4)]
    [InlineData(32, 16, 100_000_000, false, 16)]
    [InlineData(1000, 4, 100_000, true, 4)]
    [InlineData(8, 4, 2_400, true, 1)]
    [InlineData(8, 4, 2_400, false, 1)]
    [InlineData(8, 4, 0, false, 1)]
    [InlineData(1_000_000, 4, 0, false, 2)]
    public void A_batch_gets_as_many_threads_as_its_work_is_worth(int count, int most, long work, bool columns, int expected) =>
        Assert.Equal(expected, Batch.WorkersFor(count, most, work, columns));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 8)]
    [InlineData(32, 32)]
    public void Columns_come_in_few_numbers(int inputs, int expected) => Assert.Equal(expected, Batch.ColumnsFor(inputs));

    [Theory]
    [InlineData(100, 32)]
    [InlineData(30_000, 17)]
    [InlineData(1_000_000, 8)]
    public void Groups_are_as_large_as_a_cache_has_room_for(long length, int expected)
    {
        var metadata = new ModelMetadata
        {
            Name = "Net", InputShape = [1], OutputShape = [1], HasSoftmax = false, Layers = [], Nodes = [], Explainers = [], Weights = [],
            WorkspaceLength = length, MultiplyAdds = 1,
        };
        Assert.Equal(expected, new WorkspacePool(metadata).MostColumns);
    }

    [Fact]
    public void Threads_that_make_columns_at_the_same_time_get_the_same_memory()
    {
        for (int round = 0; round < 50; round++)
        {
            using OwnedTensor vector = TestTensor.Of(new(40), TestTensor.Random(new Random(round), 40));
            using var together = new Barrier(4);
            var columns = new nint[4];
            Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
            {
                together.SignalAndWait(TimeSpan.FromSeconds(1));
                unsafe
                {
                    columns[i] = (nint)vector.OfColumns(8).Data;
                }
            });
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Single(columns.Distinct());
            Assert.Equal(vector.Tensor[39, 0, 0, 0], vector.OfColumns(8)[39, 0, 0, 7]);
        }
    }
}
