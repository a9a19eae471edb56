using ExplainGen.Kernels;
using ExplainGen.TestKit;

namespace ExplainGen.Tests.Kernels;

/// <summary>The products of attention by heads, against the definition in double precision.</summary>
public sealed class AttentionTests
{
    public static TheoryData<int, int, int, int, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, int, int, int, int>();
            foreach ((int queries, int keys) in new[] { (1, 1), (7, 5), (20, 33), (75, 18) })
            {
                foreach ((int heads, int shared) in new[] { (1, 1), (2, 2), (3, 3), (4, 2), (6, 1), (6, 3) })
                {
                    foreach ((int size, int values) in new[] { (1, 1), (5, 20), (16, 16), (20, 5), (32, 48) })
                        cases.Add(queries, keys, heads, shared, size, values);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Products_are_those_of_the_definition(int queries, int keys, int heads, int shared, int size, int values)
    {
        using var data = new Data(queries, keys, heads, shared, size, values);
        data.Check();
    }

    [Fact]
    public void Weights_are_the_softmax_of_the_scaled_scores()
    {
        using var data = new Data(40, 37, 3, 3, 5, 4);
        data.Layer.Scores(data.Q.Tensor, data.K.Tensor, data.Scores.Tensor, Workers.Single);
        data.Layer.Weigh(data.Q.Tensor, data.K.Tensor, data.ToWeights.Tensor, Workers.Single);
        ChannelSoftmax.Forward(data.Scores.Tensor, Data.Scale, causal: true, data.Scores.Tensor, Workers.Single);
        Assert.Equal(TestTensor.Bits(data.Scores), TestTensor.Bits(data.ToWeights));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits_and_calls_allocate_nothing()
    {
        int[]? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using var workers = new Workers(threads);
            using var data = new Data(150, 130, 6, 3, 20, 24);
            data.Run(workers);
            int[] bits = data.Bits();
            expected ??= bits;
            Assert.Equal(expected, bits);
            Assert.Equal(0, SteadyState.Allocation(() => data.Run(workers)));
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var data = new Data(5, 6, 2, 2, 3, 4);
        var e = Assert.Throws<ArgumentException>(() => data.Layer.Scores(data.Q.Tensor, data.K.Tensor, data.Q.Tensor, Workers.Single));
        Assert.StartsWith("The tensor is 6x1x1x5 (halo 0,0,1) where one of keys x 2 heads x queries is needed.", e.Message);
        using var odd = new OwnedTensor(new TensorLayout(5, width: 5));
        e = Assert.Throws<ArgumentException>(() => data.Layer.Scores(odd.Tensor, data.K.Tensor, data.Scores.Tensor, Workers.Single));
        Assert.StartsWith("The tensor is 5x1x1x5 where a sequence whose channels divide into 2 heads is needed.", e.Message);
        e = Assert.Throws<ArgumentException>(() => data.Layer.Scores(data.K.Tensor, data.K.Tensor, data.Scores.Tensor, Workers.Single));
        Assert.StartsWith("Matrices of 6x3 and 3x6 do not give 6x5", e.Message);
    }

    [Theory]
    [InlineData(0, 1, 1f)]
    [InlineData(1, 0, 1f)]
    [InlineData(4, 3, 1f)]
    [InlineData(4, 2, 0f)]
    [InlineData(4, 2, -1f)]
    public void Numbers_out_of_range_are_refused(int heads, int shared, float scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Attention(heads, shared, scale, causal: false));

    private sealed class Data : IDisposable
    {
        internal const float Scale = 0.3f;

        private readonly int _heads;
        private readonly int _shared;
        private readonly List<OwnedTensor> _owned = [];
        private readonly Random _random = new(11);
        private readonly OwnedTensor _v;
        private readonly OwnedTensor _s;
        private readonly OwnedTensor _weights;
        private readonly OwnedTensor _y;
        private readonly OwnedTensor _toValues;
        private readonly OwnedTensor _toQueries;
        private readonly OwnedTensor _toKeys;

        internal Data(int queries, int keys, int heads, int shared, int size, int values)
        {
            (_heads, _shared) = (heads, shared);
            Layer = new Attention(heads, shared, Scale, causal: true);

            // Halos of all widths, as other readers may ask for them.
            var ofQ = new TensorLayout(heads * size, width: queries, haloWidth: 1);
            var ofK = new TensorLayout(shared * size, width: keys);
            var ofV = new TensorLayout(shared * values, width: keys, haloWidth: 2);
            var ofY = new TensorLayout(heads * values, width: queries, haloWidth: 1);
            var ofWeights = new TensorLayout(keys, height: heads, width: queries);
            (Q, K, _v, _s, _weights) = (Filled(ofQ), Filled(ofK), Filled(ofV), Filled(ofY), Filled(ofWeights));
            (Scores, ToWeights, _y) = (Poisoned(ofWeights), Poisoned(ofWeights), Poisoned(ofY));
            (_toValues, _toQueries, _toKeys) = (Poisoned(ofV), Poisoned(ofQ), Poisoned(ofK));
        }

        internal Attention Layer { get; }

        internal OwnedTensor Q { get; }

        internal OwnedTensor K { get; }

        internal OwnedTensor Scores { get; }

        internal OwnedTensor ToWeights { get; }

        internal void Run(Workers workers)
        {
            Layer.Scores(Q.Tensor, K.Tensor, Scores.Tensor, workers);
            Layer.Forward(_weights.Tensor, _v.Tensor, _y.Tensor, workers);
            Layer.RedistributeToValues(_weights.Tensor, _s.Tensor, _v.Tensor, 0.5f, false, _toValues.Tensor, workers);
            Layer.RedistributeToWeights(_v.Tensor, _s.Tensor, _weights.Tensor, 0.5f, ToWeights.Tensor, workers);
            Layer.RedistributeToQueries(K.Tensor, _weights.Tensor, Q.Tensor, 2f, false, _toQueries.Tensor, workers);
            Layer.RedistributeToKeys(Q.Tensor, _weights.Tensor, K.Tensor, 1f, false, _toKeys.Tensor, workers);
            Layer.RedistributeToKeys(Q.Tensor, _weights.Tensor, default, 1f, true, _toKeys.Tensor, workers);
        }

        internal int[] Bits() => [.. _owned.SelectMany(TestTensor.Bits)];

        internal void Check()
        {
            Run(Workers.Single);
            for (int shared = 0; shared < _shared; shared++)
            {
                MatrixReference k = Head(K, shared, _shared), v = Head(_v, shared, _shared);
                var backK = new MatrixReference(k.Rows, k.Columns);
                var backV = new MatrixReference(v.Rows, v.Columns);
                for (int head = shared * (_heads / _shared); head < (shared + 1) * (_heads / _shared); head++)
                {
                    MatrixReference q = Head(Q, head, _heads), s = Head(_s, head, _heads), w = Weights(_weights, head);
                    (k.Transposed * q).AssertClose(Scores.Tensor, 0, 0, head);
                    (v * w).AssertClose(_y.Tensor, head * v.Rows);
                    MatrixReference toW = v.Transposed * s, toQ = k * w;
                    Scaled(0.5, w, toW).AssertClose(ToWeights.Tensor, 0, 0, head);
                    Scaled(2, q, toQ).AssertClose(_toQueries.Tensor, head * q.Rows);
                    (backK, backV) = (backK + (q * w.Transposed), backV + (s * w.Transposed));
                }

                Scaled(0.5, v, backV).AssertClose(_toValues.Tensor, shared * v.Rows);
                (Scaled(1, k, backK) + backK).AssertClose(_toKeys.Tensor, shared * k.Rows);
            }

            foreach (OwnedTensor result in new[] { Scores, ToWeights, _y, _toValues, _toQueries, _toKeys })
            {
                TestTensor.AssertHaloIsZero(result);
                TestTensor.AssertPaddingIsZero(result);
            }
        }

        public void Dispose() => _owned.ForEach(tensor => tensor.Dispose());

        private static MatrixReference Head(OwnedTensor tensor, int head, int heads)
        {
            int rows = tensor.Layout.Channels / heads;
            return MatrixReference.Of(tensor.Tensor, head * rows, rows);
        }

        private static MatrixReference Weights(OwnedTensor tensor, int head) =>
            MatrixReference.Of(tensor.Tensor, 0, tensor.Layout.Channels, 0, head);

        private static MatrixReference Scaled(double scale, MatrixReference x, MatrixReference back) =>
            MatrixReference.Of(x.Rows, x.Columns, (r, c) => scale * x[r, c] * back[r, c]);

        private OwnedTensor Filled(TensorLayout layout) =>
            Keep(TestTensor.Of(layout, TestTensor.Random(_random, layout.Count), padding: 3));

        private OwnedTensor Poisoned(TensorLayout layout) => Keep(TestTensor.Poisoned(layout));

        private OwnedTensor Keep(OwnedTensor tensor)
        {
            _owned.Add(tensor);
            return tensor;
        }
    }
}
