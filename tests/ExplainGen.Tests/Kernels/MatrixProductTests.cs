using ExplainGen.Kernels;
using ExplainGen.TestKit;

namespace ExplainGen.Tests.Kernels;

/// <summary>Products of matrices and the ways back, against the definition in double precision.</summary>
public sealed class MatrixProductTests
{
    private static readonly (int Rows, int Terms, int Columns)[] s_sizes =
        [(1, 1, 1), (5, 3, 7), (16, 16, 16), (17, 33, 20), (40, 130, 75), (33, 1, 150), (48, 257, 3)];

    public static TheoryData<int, int, int, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, int, bool, bool>();
            foreach ((int rows, int terms, int columns) in s_sizes)
            {
                foreach (bool a in new[] { false, true })
                {
                    foreach (bool b in new[] { false, true })
                        cases.Add(rows, terms, columns, a, b);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Products_are_those_of_the_definition(int rows, int terms, int columns, bool transposeA, bool transposeB)
    {
        using var data = new Data(rows, terms, columns, transposeA, transposeB, planes: 1, halo: 0);
        data.Check();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Each_plane_row_has_a_product_of_its_own_whatever_the_halo(bool transposeA, bool transposeB)
    {
        using var data = new Data(19, 21, 37, transposeA, transposeB, planes: 3, halo: 2);
        data.Check();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Any_number_of_threads_gives_the_same_bits(bool transposeA, bool transposeB)
    {
        int[]? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using var workers = new Workers(threads);
            using var data = new Data(70, 150, 200, transposeA, transposeB, planes: 2, halo: 1);
            data.Run(workers);
            int[] bits = [.. TestTensor.Bits(data.Y), .. TestTensor.Bits(data.RA), .. TestTensor.Bits(data.RB)];
            expected ??= bits;
            Assert.Equal(expected, bits);
        }
    }

    [Fact]
    public void Calls_allocate_nothing()
    {
        using var workers = new Workers(2);
        using var data = new Data(70, 150, 200, true, true, planes: 2, halo: 1);
        Assert.Equal(0, SteadyState.Allocation(() =>
        {
            data.Run(workers);
            data.Run(Workers.Single);
        }));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var product = new MatrixProduct(transposeA: false, transposeB: false);
        using var a = new OwnedTensor(new TensorLayout(3, width: 4));
        using var b = new OwnedTensor(new TensorLayout(5, width: 6));
        using var y = new OwnedTensor(new TensorLayout(3, width: 6));
        var e = Assert.Throws<ArgumentException>(() => product.Forward(a.Tensor, b.Tensor, y.Tensor, Workers.Single));
        Assert.StartsWith("Matrices of 3x4 and 5x6 do not give 3x6 (3x1x1x6).", e.Message);
        using var tall = new OwnedTensor(new TensorLayout(4, height: 2, width: 6));
        e = Assert.Throws<ArgumentException>(() => product.Forward(a.Tensor, tall.Tensor, y.Tensor, Workers.Single));
        Assert.StartsWith("The tensor 4x1x2x6 has matrices at 1x2 places where 3x1x1x6 has 1x1.", e.Message);
    }

    private sealed class Data : IDisposable
    {
        private readonly bool _transposeA;
        private readonly bool _transposeB;
        private readonly int _planes;
        private readonly MatrixProduct _product;
        private readonly OwnedTensor _a;
        private readonly OwnedTensor _b;
        private readonly OwnedTensor _s;
        private readonly float[] _before;

        internal Data(int rows, int terms, int columns, bool transposeA, bool transposeB, int planes, int halo)
        {
            (_transposeA, _transposeB, _planes) = (transposeA, transposeB, planes);
            _product = new MatrixProduct(transposeA, transposeB);
            var random = new Random(3);
            TensorLayout Layout(int channels, int width) => new(channels, 1, planes, width, 0, halo, halo);
            OwnedTensor Filled(TensorLayout layout) => TestTensor.Of(layout, TestTensor.Random(random, layout.Count), padding: 3);
            TensorLayout ofA = transposeA ? Layout(terms, rows) : Layout(rows, terms);
            TensorLayout ofB = transposeB ? Layout(columns, terms) : Layout(terms, columns);
            (_a, _b, _s) = (Filled(ofA), Filled(ofB), Filled(Layout(rows, columns)));
            (Y, RA) = (TestTensor.Poisoned(Layout(rows, columns)), TestTensor.Poisoned(ofA));
            _before = TestTensor.Random(random, ofB.Count);
            RB = TestTensor.Of(ofB, _before);
        }

        internal OwnedTensor Y { get; }

        internal OwnedTensor RA { get; }

        internal OwnedTensor RB { get; }

        internal void Run(Workers workers)
        {
            _product.Forward(_a.Tensor, _b.Tensor, Y.Tensor, workers);
            _product.RedistributeToLeft(_b.Tensor, _s.Tensor, _a.Tensor, 0.5f, accumulate: false, RA.Tensor, workers);
            _product.RedistributeToRight(_a.Tensor, _s.Tensor, default, 2f, accumulate: true, RB.Tensor, workers);
        }

        internal void Check()
        {
            Run(Workers.Single);
            using OwnedTensor before = TestTensor.Of(RB.Layout, _before);
            for (int plane = 0; plane < _planes; plane++)
            {
                MatrixReference Of(OwnedTensor t) => MatrixReference.Of(t.Tensor, 0, t.Layout.Channels, 0, plane);
                MatrixReference a = Of(_a), b = Of(_b), s = Of(_s), was = Of(before);
                MatrixReference left = _transposeA ? a.Transposed : a, right = _transposeB ? b.Transposed : b;
                (left * right).AssertClose(Y.Tensor, 0, 0, plane);
                MatrixReference toLeft = s * right.Transposed, toRight = left.Transposed * s;
                MatrixReference backA = _transposeA ? toLeft.Transposed : toLeft, backB = _transposeB ? toRight.Transposed : toRight;
                MatrixReference.Of(a.Rows, a.Columns, (r, c) => 0.5 * a[r, c] * backA[r, c]).AssertClose(RA.Tensor, 0, 0, plane);
                MatrixReference.Of(b.Rows, b.Columns, (r, c) => was[r, c] + 2 * backB[r, c]).AssertClose(RB.Tensor, 0, 0, plane);
            }

            foreach (OwnedTensor result in new[] { Y, RA, RB })
            {
                TestTensor.AssertHaloIsZero(result);
                TestTensor.AssertPaddingIsZero(result);
            }
        }

        public void Dispose()
        {
            foreach (OwnedTensor tensor in new[] { _a, _b, _s, Y, RA, RB })
                tensor.Dispose();
        }
    }
}
