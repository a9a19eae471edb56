using System.Runtime.CompilerServices;

namespace ExplainGen.Kernels;

/// <summary>
/// Products of matrices that are both values of the network, in the register tiles of convolutions: the left factor is packed as weights,
/// the right one is broadcast. The sum of each element runs over added products, then terms, whatever the threads.
/// </summary>
internal readonly unsafe struct MatrixProductKernel : IRowKernel
{
    /// <summary>Most columns whose sums are kept before the epilogue takes them.</summary>
    private const int Chunk = 6 * MicroKernel.MaxPixels;

    private const nint SumStride = Chunk * TensorLayout.Lanes;

    private readonly MatrixFactors _factors;
    private readonly MatrixSet _destination;
    private readonly int _chunks;
    private readonly int _pairs;

    /// <param name="factors">The factors, which fit the destination.</param>
    /// <param name="destination">The products.</param>
    internal MatrixProductKernel(in MatrixFactors factors, in MatrixSet destination)
    {
        _factors = factors;
        _destination = destination;
        _chunks = (destination.Columns - 1) / Chunk + 1;
        _pairs = (destination.Tensor.Layout.Blocks + 1) / 2;
    }

    public int Grain => _chunks;

    public int Units(TensorLayout destination) => destination.RowsPerBlock * _pairs * _chunks;

    public long Work(TensorLayout source, TensorLayout destination) =>
        (long)destination.Count * _factors.Terms * _factors.Added(_destination.Count);

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        float* sums = stackalloc float[2 * (int)SumStride];
        nint panelLength = (nint)_factors.Terms * 2 * TensorLayout.Lanes;
        nint copyLength = _factors.TransposeRight ? (nint)((_factors.Terms - 1) / TensorLayout.Lanes + 1) * SumStride : 0;
        float* panel = ThreadScratch.Get(panelLength + copyLength);
        var packed = new PackedPanel(panel);
        for (int unit = begin; unit < end; unit++)
        {
            (int group, int chunk) = Math.DivRem(unit, _chunks);
            (int plane, int pair) = Math.DivRem(group, _pairs);
            int first = (int)((long)_destination.Columns * chunk / _chunks);
            int count = (int)((long)_destination.Columns * (chunk + 1) / _chunks) - first;
            int last = Math.Min(2 * pair + 2, destination.Layout.Blocks);
            for (int block = 2 * pair, blocks; block < last; block += blocks)
            {
                // Two blocks of the same matrices share what is broadcast.
                blocks = block + 1 < last && MatricesOf(block, plane) == MatricesOf(block + 1, plane) ? 2 : 1;
                Multiply(ref packed, panel + panelLength, plane, block, blocks, first, count, sums);
                for (int i = 0; i < blocks; i++)
                {
                    int row = (block + i) * destination.Layout.RowsPerBlock + plane;
                    float* to = destination.Row(row) + (nint)first * TensorLayout.Lanes;
                    epilogue.Run(sums + i * SumStride, to, row, first, count);
                }
            }
        }
    }

    /// <summary>The first and the last matrix that has rows in a block.</summary>
    private (int First, int Last) MatricesOf(int block, int plane)
    {
        if (!_destination.AreHeads)
            return (plane, plane);
        int channel = block * TensorLayout.Lanes, last = Math.Min(channel + TensorLayout.Lanes, _destination.Tensor.Layout.Channels) - 1;
        return (channel / _destination.Rows, last / _destination.Rows);
    }

    /// <summary>The sums of some columns of one or two blocks.</summary>
    [SkipLocalsInit]
    private void Multiply(ref PackedPanel packed, float* copy, int plane, int block, int blocks, int first, int count, float* sums)
    {
        MicroTerm term;
        var micro = new MicroTile
        {
            Terms = &term,
            Count = 1,
            Step = TensorLayout.Lanes,
            Lower = sums,
            Upper = sums + SumStride,
            Stride = TensorLayout.Lanes,
        };
        int results = _destination.Count, width = blocks * TensorLayout.Lanes, added = _factors.Added(results);
        (int firstMatrix, int lastMatrix) = MatricesOf(block, plane);
        for (int matrix = firstMatrix; matrix <= lastMatrix; matrix++)
        {
            int row = block * TensorLayout.Lanes - (_destination.AreHeads ? matrix * _destination.Rows : 0);
            for (int i = 0; i < added; i++)
            {
                if (packed.Needs(plane, block, matrix, i))
                {
                    MatrixView left = MatrixFactors.Of(_factors.Left, matrix, results, i);
                    for (int half = 0; half < blocks; half++)
                    {
                        int lanes = half * TensorLayout.Lanes;
                        MatrixPanel.Pack(left, _factors.TransposeLeft, row + lanes, packed.Data + lanes, width);
                    }
                }

                MatrixView right = MatrixFactors.Of(_factors.Right, matrix, results, i);
                if (_factors.TransposeRight)
                    right = CopyColumns(right, first, count, copy);
                micro.BlockStride = right.BlockStride;
                for (int begin = 0; begin < _factors.Terms; begin += micro.Channels)
                {
                    micro.Channels = Math.Min(_factors.Terms - begin, PartialChannels.Products);
                    micro.FirstLane = right.LaneOf(begin);
                    micro.Accumulate = begin > 0 || i > 0 || matrix > firstMatrix;
                    term.Source = right.Pixel(begin, _factors.TransposeRight ? 0 : first);
                    term.Weights = packed.Data + (nint)begin * width;
                    MicroKernel.RunAll(micro, count, blocks);
                }
            }
        }
    }

    /// <summary>Some columns of a factor's transpose, which are rows of it, as a matrix.</summary>
    private MatrixView CopyColumns(in MatrixView factor, int first, int count, float* copy)
    {
        for (int term = 0; term < _factors.Terms; term += TensorLayout.Lanes)
        {
            int terms = Math.Min(_factors.Terms - term, TensorLayout.Lanes);
            factor.CopyColumns(first, count, term, terms, copy + term / TensorLayout.Lanes * SumStride, TensorLayout.Lanes);
        }

        return new MatrixView(copy, 0, _factors.Terms, count, SumStride);
    }

    /// <summary>The panel of a thread, which stays packed from chunk to chunk where it is the only one of its blocks.</summary>
    private struct PackedPanel(float* data)
    {
        private (int Plane, int Block, int Matrix, int Added) _content = (-1, -1, -1, -1);

        internal readonly float* Data => data;

        internal bool Needs(int plane, int block, int matrix, int added)
        {
            (int, int, int, int) content = (plane, block, matrix, added);
            if (content == _content)
                return false;
            _content = content;
            return true;
        }
    }
}
