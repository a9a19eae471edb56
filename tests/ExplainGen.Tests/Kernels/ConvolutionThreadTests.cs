using ExplainGen.Kernels;
using ExplainGen.TestKit;

namespace ExplainGen.Tests.Kernels;

/// <summary>
/// Every convolution kernel gives the same bits however its units are shared out and whoever else runs at the same time, and
/// allocates no managed memory.
/// </summary>
public sealed unsafe class ConvolutionThreadTests
{
    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (string kernel in ConvolutionMethodCase.Kernels)
            {
                cases.Add(kernel, false);
                cases.Add(kernel, true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Any_number_of_threads_gives_the_same_bits(string kernel, bool adjoint)
    {
        using var data = new ConvolutionMethodData(ConvolutionMethodCase.Large(kernel, adjoint));
        List<int[]>? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 5 })
        {
            using var workers = new Workers(threads);
            using var passes = new ConvolutionPasses(data);
            passes.Run(workers);
            List<int[]> bits = passes.Results();
            expected ??= bits;
            Assert.Equal(expected, bits);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Units_may_be_computed_in_any_ranges_and_order(string kernel, bool adjoint)
    {
        ConvolutionMethodCase c = ConvolutionMethodCase.Large(kernel, adjoint);
        using var data = new ConvolutionMethodData(c);
        ConvolutionGather gather = data.Gather;
        switch (c.Method)
        {
            case ConvolutionMethod.Depthwise: CheckRanges(new DepthwiseKernel(gather), data); break;
            case ConvolutionMethod.Narrow: CheckRanges(new NarrowKernel(gather), data); break;
            case ConvolutionMethod.Interleaved: CheckRanges(new InterleavedKernel(gather), data); break;
            case ConvolutionMethod.Winograd2: CheckRanges(new WinogradKernel<Winograd2>(gather, gather.Winograd!), data); break;
            case ConvolutionMethod.Winograd4: CheckRanges(new WinogradKernel<Winograd4>(gather, gather.Winograd!), data); break;
            case ConvolutionMethod.Pixelwise: CheckRanges(new PixelwiseKernel(gather), data); break;
            default: CheckRanges(new ConvolutionKernel(gather), data); break;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Calls_allocate_nothing(string kernel, bool adjoint)
    {
        using var data = new ConvolutionMethodData(ConvolutionMethodCase.Large(kernel, adjoint));
        using var workers = new Workers(2);
        using var passes = new ConvolutionPasses(data);
        Assert.Equal(0, SteadyState.Allocation(() =>
        {
            passes.Run(workers);
            passes.Run(Workers.Single);
        }));
    }

    [Fact]
    public void Threads_that_share_maps_do_not_disturb_each_other()
    {
        const int threads = 6, rounds = 3;
        ConvolutionMethodData[] maps =
        [
            .. Enumerable.Range(0, ConvolutionMethodCase.Kernels.Length).Select(i =>
                new ConvolutionMethodData(ConvolutionMethodCase.Large(ConvolutionMethodCase.Kernels[i], i % 2 == 0))),
        ];
        List<int[]>[] expected = [.. maps.Select(map => Results(map))];
        var failures = new bool[threads];
        Thread[] callers = [.. Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            // Each at another map, so that scratch memory grows at different times and serves maps of different needs.
            for (int i = 0; i < rounds * maps.Length; i++)
            {
                int map = (i + number) % maps.Length;
                failures[number] |= !expected[map].Zip(Results(maps[map]), (a, b) => a.AsSpan().SequenceEqual(b)).All(same => same);
            }
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.All(failures, Assert.False);
        Array.ForEach(maps, map => map.Dispose());

        static List<int[]> Results(ConvolutionMethodData map)
        {
            using var passes = new ConvolutionPasses(map);
            passes.Run(Workers.Single);
            return passes.Results();
        }
    }

    [Theory]
    [InlineData(nameof(ConvolutionMethod.Depthwise))]
    [InlineData(nameof(ConvolutionMethod.Interleaved))]
    [InlineData(nameof(ConvolutionMethod.Winograd2))]
    [InlineData(nameof(ConvolutionMethod.Winograd4))]
    public void Scratch_memory_is_written_before_it_is_read_and_not_beyond_its_end(string kernel)
    {
        using var data = new ConvolutionMethodData(ConvolutionMethodCase.Large(kernel, adjoint: false));
        using var passes = new ConvolutionPasses(data);
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() =>
        {
            // A thread of its own starts without scratch memory, so what it holds after a run is what was asked for.
            const int more = 10_000;
            Assert.Equal(0, ThreadScratch.Length);
            passes.Run(Workers.Single);
            List<int[]> expected = passes.Results();
            int length = checked((int)ThreadScratch.Length);
            Assert.True(length > 0);
            var scratch = new Span<float>(ThreadScratch.Get(length + more), length + more);
            scratch.Fill(float.NaN);
            passes.Run(Workers.Single);
            Assert.Equal(length + more, ThreadScratch.Length);
            Assert.Equal(expected, passes.Results());
            Assert.False(float.IsNaN(scratch[0]));
            Assert.Equal(-1, scratch[length..].IndexOfAnyExcept(float.NaN));
        }));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    private static void CheckRanges<TKernel>(TKernel kernel, ConvolutionMethodData data)
        where TKernel : struct, IRowKernel
    {
        int units = kernel.Units(data.Destination);
        Assert.True(units > 3);
        int[] expected = Execute([(0, units)]);
        Assert.Equal(expected, Execute([.. Enumerable.Range(0, units).Reverse().Select(unit => (unit, unit + 1))]));
        Assert.Equal(expected, Execute([(units / 3, units - 1), (units - 1, units), (0, 1), (1, units / 3), (2, 2)]));

        int[] Execute((int Begin, int End)[] ranges)
        {
            using OwnedTensor y = TestTensor.Poisoned(data.Destination);
            var epilogue = new ForwardEpilogue(default, data.Bias, Activation.Identity, data.Destination.RowsPerBlock);
            foreach ((int begin, int end) in ranges)
                kernel.Execute(data.X.Tensor, data.Weights.Data, y.Tensor, epilogue, begin, end);
            return TestTensor.Bits(y);
        }
    }
}
