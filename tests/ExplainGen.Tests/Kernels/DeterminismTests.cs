using ExplainGen.Kernels;
using ExplainGen.TestKit;

namespace ExplainGen.Tests.Kernels;

/// <summary>One thread or many give the same bits, and no call allocates managed memory.</summary>
public class DeterminismTests
{
    private static readonly ConvolutionAxis s_same = new(29, 29, 3, PadBegin: 1);
    private static readonly ConvolutionAxis s_half = new(29, 15, 3, 2, 1, 1);

    // Large enough for the work to be shared out, with odd block and row counts.
    public static TheoryData<string> Maps => ["dense", "convolution", "strided", "grouped", "depthwise", "transposed"];

    [Theory]
    [MemberData(nameof(Maps))]
    public void Any_number_of_threads_gives_the_same_bits(string name)
    {
        List<int[]>? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using var workers = new Workers(threads);
            using var passes = new Passes(name);
            passes.RunAll(workers);
            List<int[]> bits = passes.Results();
            expected ??= bits;
            Assert.Equal(expected, bits);
        }
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void Calls_allocate_nothing(string name)
    {
        using var workers = new Workers(2);
        using var passes = new Passes(name);
        Assert.Equal(0, SteadyState.Allocation(() =>
        {
            passes.RunAll(workers);
            passes.RunAll(Workers.Single);
        }));
    }

    [Fact]
    public void A_one_hot_quotient_gives_one_row_of_a_dense_layer()
    {
        const int features = 203, classes = 100, hot = 37;
        var map = new Dense(features, classes);
        float[] weight = TestTensor.Random(new Random(5), features * classes);
        Filter? filter = map.Pack(weight, default);
        var oneHot = new float[classes];
        oneHot[hot] = 1;
        using OwnedTensor s = TestTensor.Of(new(classes), oneHot);
        using OwnedTensor r = TestTensor.Poisoned(new(features));
        map.Redistribute(s.Tensor, filter, default, null, 1, false, r.Tensor, Workers.Single);
        Assert.Equal(weight.AsSpan(hot * features, features).ToArray(), TestTensor.Values(r));
    }

    private static ILinearMap Create(string name) => name switch
    {
        "dense" => new Dense(1203, 333),
        "convolution" => new Convolution(new() { InChannels = 37, OutChannels = 41, Height = s_same, Width = s_same }),
        "strided" => new Convolution(new() { InChannels = 33, OutChannels = 50, Height = s_half, Width = s_half }),
        "grouped" => new Convolution(new() { InChannels = 30, OutChannels = 60, Groups = 5, Height = s_same, Width = s_same }),
        "depthwise" => new Convolution(new() { InChannels = 250, OutChannels = 250, Groups = 250, Height = s_same, Width = s_same }),
        "transposed" => new TransposedConvolution(new() { InChannels = 33, OutChannels = 50, Height = s_half, Width = s_half }),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>All passes of one map on the same data.</summary>
    private sealed class Passes : IDisposable
    {
        private readonly ILinearMap _map;
        private readonly FlatSpread _flat;
        private readonly Filter? _filter;
        private readonly ChannelVector _bias;
        private readonly QuotientLoss _loss = new();
        private readonly OwnedTensor _x, _relevance, _y, _s, _traced, _scaled, _r, _spread;

        internal Passes(string name)
        {
            _map = Create(name);
            var random = new Random(11);
            (TensorLayout input, TensorLayout output, int weights, _flat) = _map switch
            {
                Dense d => (new(d.InFeatures), new(d.OutFeatures), d.InFeatures * d.OutFeatures, new FlatSpread(d)),
                Convolution c => (Input(c.Geometry), Output(c.Geometry), c.Geometry.WeightCount, new FlatSpread(c)),
                TransposedConvolution t => (Output(t.Geometry), Input(t.Geometry), t.Geometry.WeightCount, new FlatSpread(t)),
                _ => throw new InvalidOperationException(),
            };
            _filter = _map.Pack(TestTensor.Random(random, weights), default);
            _bias = new ChannelVector(TestTensor.Random(random, output.Channels));
            _x = TestTensor.Of(input, TestTensor.Random(random, input.Count));
            _relevance = TestTensor.Of(output, TestTensor.Random(random, output.Count));
            (_y, _s, _traced, _scaled) = (new(output), new(output), new(output), new(output));
            (_r, _spread) = (new(input), new(input));
        }

        internal void RunAll(Workers workers)
        {
            var stabilizer = new Stabilizer(0.1f);
            var scaled = new Stabilizer(0.1f, RmsScaled: true);
            _loss.Clear();
            _map.Forward(_x.Tensor, _filter, default, _bias, Activation.Relu, _y.Tensor, workers);
            _map.Quotient(_x.Tensor, _filter, _y.Tensor, _bias, _relevance.Tensor, stabilizer, 1, _s.Tensor, workers, null);
            _map.Quotient(_x.Tensor, _filter, _y.Tensor, _bias, _relevance.Tensor, stabilizer, 1, _traced.Tensor, workers, _loss);
            _map.Quotient(_x.Tensor, _filter, _y.Tensor, _bias, _relevance.Tensor, scaled, 1, _scaled.Tensor, workers, _loss);
            _map.Redistribute(_s.Tensor, _filter, _x.Tensor, null, 1, false, _r.Tensor, workers);
            _flat.Redistribute(_relevance.Tensor, stabilizer, false, _spread.Tensor, workers, null);
            _flat.SpreadBias(_s.Tensor, _bias, true, _spread.Tensor, workers, null);
        }

        internal List<int[]> Results() =>
        [
            TestTensor.Bits(_y), TestTensor.Bits(_s), TestTensor.Bits(_traced), TestTensor.Bits(_scaled), TestTensor.Bits(_r),
            TestTensor.Bits(_spread), [.. Halves(_loss.Bias), .. Halves(_loss.Stabilizer), .. Halves(_loss.Dropped)],
        ];

        public void Dispose()
        {
            foreach (OwnedTensor tensor in new[] { _x, _relevance, _y, _s, _traced, _scaled, _r, _spread })
                tensor.Dispose();
        }

        private static int[] Halves(double value)
        {
            long bits = BitConverter.DoubleToInt64Bits(value);
            return [(int)bits, (int)(bits >> 32)];
        }

        private static TensorLayout Input(ConvolutionGeometry g) => new(g.InChannels, 1, g.Height.In, g.Width.In, 0, 1, 1);

        private static TensorLayout Output(ConvolutionGeometry g) => new(g.OutChannels, 1, g.Height.Out, g.Width.Out, 0, 1, 1);
    }
}
