using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Weights chosen by the sign of the output, against two passes over parts of the quotient.</summary>
public sealed class RedistributeBySignTests
{
    private const float Gamma = 0.25f;

    [Theory]
    [InlineData(3, 5, 1)]
    [InlineData(16, 3, 1)]
    [InlineData(33, 64, 1)]
    [InlineData(64, 130, 2)]
    [InlineData(200, 65, 1)]
    [InlineData(97, 33, 3)]
    [InlineData(96, 64, 1)]
    [InlineData(96, 50, 2)]
    [InlineData(128, 64, 1)]
    [InlineData(128, 130, 2)]
    public void It_is_the_sum_of_two_passes(int inChannels, int outChannels, int stride)
    {
        foreach (double zeros in new[] { 0, 0.5, 0.95 })
        foreach (int halo in new[] { 0, 1 })
        foreach (bool accumulate in new[] { false, true })
        {
            using var c = new Case(inChannels, outChannels, stride, zeros, halo);
            double[] expected = c.Expected(accumulate);
            float[] bits = c.Run(accumulate, Workers.Single);
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], bits[i], 2e-5 * Math.Sqrt(outChannels));
            using var workers = new Workers(3);
            Assert.Equal(bits, c.Run(accumulate, workers));
        }
    }

    [Fact]
    public void Only_maps_of_one_tap_choose()
    {
        var map = new Convolution(new()
        {
            InChannels = 16, OutChannels = 16, Height = new(4, 4, 3, PadBegin: 1), Width = new(4, 4, 1),
        });
        Filter filter = map.Pack(new float[16 * 16 * 3], default)!;
        using var t = new OwnedTensor(new TensorLayout(16, height: 4, width: 4));
        Assert.Throws<InvalidOperationException>(
            () => map.RedistributeBySign(t.Tensor, t.Tensor, filter, filter, t.Tensor, false, t.Tensor, Workers.Single));
    }

    [Fact]
    public void Without_an_output_there_are_no_signs()
    {
        var map = new Convolution(new() { InChannels = 16, OutChannels = 16 });
        Filter filter = map.Pack(new float[16 * 16], default)!;
        using var t = new OwnedTensor(new TensorLayout(16));
        Assert.Throws<ArgumentException>(
            "signs", () => map.RedistributeBySign(t.Tensor, default, filter, filter, t.Tensor, false, t.Tensor, Workers.Single));
    }

    private sealed class Case : IDisposable
    {
        private readonly ConvolutionGeometry _geometry;
        private readonly Convolution _map;
        private readonly float[] _weight, _s, _y, _x, _before;
        private readonly Filter _raised, _lowered;
        private readonly OwnedTensor _sTensor, _yTensor, _xTensor;
        private readonly TensorLayout _input;

        internal Case(int inChannels, int outChannels, int stride, double zeros, int halo)
        {
            const int height = 9, width = 13;
            int outHeight = (height - 1) / stride + 1, outWidth = (width - 1) / stride + 1;
            _geometry = new()
            {
                InChannels = inChannels,
                OutChannels = outChannels,
                Height = new(height, outHeight, 1, stride),
                Width = new(width, outWidth, 1, stride),
            };
            _map = new Convolution(_geometry);
            var random = new Random(3);
            _weight = TestTensor.Random(random, _geometry.WeightCount);
            _input = new TensorLayout(inChannels, 1, height, width, 0, halo, halo);
            var output = new TensorLayout(outChannels, 1, outHeight, outWidth, 0, halo, halo);
            _s = [.. TestTensor.Random(random, output.Count).Select(v => random.NextDouble() < zeros ? 0 : v)];
            _y = TestTensor.Random(random, output.Count);
            _x = TestTensor.Random(random, _input.Count, 0);
            _before = TestTensor.Random(random, _input.Count);
            _raised = _map.Pack(_weight, new(WeightVariantKind.Raised, Gamma), FilterUse.Adjoint)!;
            _lowered = _map.Pack(_weight, new(WeightVariantKind.Lowered, Gamma), FilterUse.Adjoint)!;
            (_sTensor, _yTensor) = (TestTensor.Of(output, _s), TestTensor.Of(output, _y, padding: -2));
            _xTensor = TestTensor.Of(_input, _x, padding: 3);
        }

        internal double[] Expected(bool accumulate)
        {
            ReferenceMap adjoint = ReferenceMap.TransposedConvolution(_geometry);
            double[] positive = adjoint.Apply(Weights(WeightVariantKind.Raised), [.. _s.Select((v, i) => _y[i] < 0 ? 0.0 : v)]);
            double[] negative = adjoint.Apply(Weights(WeightVariantKind.Lowered), [.. _s.Select((v, i) => _y[i] < 0 ? v : 0.0)]);
            return [.. positive.Select((p, i) => (accumulate ? _before[i] : 0) + _x[i] * (p + negative[i]))];
        }

        internal float[] Run(bool accumulate, Workers workers)
        {
            using OwnedTensor r = accumulate ? TestTensor.Of(_input, _before) : TestTensor.Poisoned(_input);
            _map.RedistributeBySign(_sTensor.Tensor, _yTensor.Tensor, _raised, _lowered, _xTensor.Tensor, accumulate, r.Tensor, workers);
            TestTensor.AssertHaloIsZero(r);
            TestTensor.AssertPaddingIsZero(r);
            return TestTensor.Values(r);
        }

        public void Dispose()
        {
            _sTensor.Dispose();
            _yTensor.Dispose();
            _xTensor.Dispose();
        }

        private double[] Weights(WeightVariantKind kind) => [.. _weight.Select(w => (double)new WeightVariant(kind, Gamma).Apply(w))];
    }
}
