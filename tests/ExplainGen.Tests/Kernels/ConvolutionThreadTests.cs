using System.Runtime.Intrinsics.X86;
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
    [InlineData(0)]
    [InlineData(0.7)]
    public void Units_of_the_kernel_of_two_sides_may_be_computed_in_any_ranges_and_order(double zeros)
    {
        using var data = new ConvolutionMethodData(FullChunks(zeros));
        using var sides = new Sides(data);
        CheckRanges(new PixelwiseKernel(data.Gather, sides.Signs, sides.Others), data);
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
    [InlineData(nameof(ConvolutionMethod.Listed))]
    [InlineData(nameof(ConvolutionMethod.Depthwise))]
    [InlineData(nameof(ConvolutionMethod.Interleaved))]
    [InlineData(nameof(ConvolutionMethod.Winograd2))]
    [InlineData(nameof(ConvolutionMethod.Winograd4))]
    public void Scratch_memory_is_written_before_it_is_read_and_not_beyond_its_end(string kernel)
    {
        using var data = new ConvolutionMethodData(ConvolutionMethodCase.Large(kernel, adjoint: false));
        CheckScratch(data);
    }

    [InstructionSetFact(nameof(Avx2))]
    public void Scratch_memory_of_lists_is_written_before_it_is_read_and_not_beyond_its_end()
    {
        using var data = new ConvolutionMethodData(FullChunks(0.7));
        CheckScratch(data);
    }

    /// <summary>Without zeros the lists are as long as they can be.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.7)]
    public void Scratch_memory_of_two_sides_is_written_before_it_is_read_and_not_beyond_its_end(double zeros)
    {
        using var data = new ConvolutionMethodData(FullChunks(zeros));
        using var sides = new Sides(data);
        using var r = new OwnedTensor(data.Destination);
        CheckScratch(
            () => data.Gather.RedistributeBySign(
                data.X.Tensor, sides.Signs, data.Weights.Data, sides.Others, default, false, r.Tensor, Workers.Single),
            () => [TestTensor.Bits(r)]);
    }

    /// <summary>A map of one tap whose pixels are four whole chunks, so that none leaves room in the memory of the lists.</summary>
    private static ConvolutionMethodCase FullChunks(double zeros)
    {
        const int height = 12, width = 2 * MicroKernel.MaxPixels;
        return ConvolutionMethodCase.Image(ConvolutionMethod.Pixelwise, 133, 150, height, width, adjoint: true) with { Zeros = zeros };
    }

    private static void CheckScratch(ConvolutionMethodData data)
    {
        using var passes = new ConvolutionPasses(data);
        CheckScratch(() => passes.Run(Workers.Single), passes.Results);
    }

    private static void CheckScratch(Action run, Func<List<int[]>> results)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() =>
        {
            // A thread of its own starts without scratch memory, so what it holds after a run is what was asked for.
            const int more = 10_000;
            Assert.Equal(0, ThreadScratch.Length);
            run();
            List<int[]> expected = results();
            int length = checked((int)ThreadScratch.Length);
            Assert.True(length > 0);
            var scratch = new Span<float>(ThreadScratch.Get(length + more), length + more);
            scratch.Fill(float.NaN);
            run();
            Assert.Equal(length + more, ThreadScratch.Length);
            Assert.Equal(expected, results());
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

    /// <summary>Signs of a map's source, and the weights where they are negative.</summary>
    private sealed class Sides : IDisposable
    {
        private readonly OwnedTensor _signs;
        private readonly NativeBuffer _others;

        internal Sides(ConvolutionMethodData data)
        {
            _signs = TestTensor.Of(data.Source, TestTensor.Random(new Random(6), data.Source.Count), padding: -2);
            _others = data.Gather.Pack(data.Weight, new(WeightVariantKind.Lowered, 0.25f));
        }

        internal Tensor Signs => _signs.Tensor;

        internal float* Others => _others.Data;

        public void Dispose()
        {
            _signs.Dispose();
            _others.Dispose();
        }
    }
}
