namespace ExplainGen.Kernels;

/// <summary>
/// The rows that a range of units stands for, where units count the rows of all blocks plane row by plane row. Threads then work on bands
/// of the plane, as convolutions do, and find most of what they read in their own caches. The rows come block by block, in the order of
/// memory.
/// </summary>
/// <param name="layout">The layout of the tensor.</param>
/// <param name="begin">The first unit.</param>
/// <param name="end">One past the last unit.</param>
internal struct RowRange(TensorLayout layout, int begin, int end)
{
    private readonly int _blocks = layout.Blocks;
    private readonly int _rowsPerBlock = layout.RowsPerBlock;
    private int _block = -1;
    private int _left;

    /// <summary>The row, as <see cref="TensorLayout.RowOffset"/> numbers them.</summary>
    public int Current { get; private set; }

    /// <summary>This, for <c>foreach</c>.</summary>
    public readonly RowRange GetEnumerator() => this;

    /// <summary>Goes to the next row.</summary>
    public bool MoveNext()
    {
        if (--_left > 0)
        {
            Current++;
            return true;
        }

        while (++_block < _blocks)
        {
            // The plane rows whose unit of this block lies in the range.
            int first = RowOf(begin), last = RowOf(end);
            if (first == last)
                continue;
            _left = last - first;
            Current = _block * _rowsPerBlock + first;
            return true;
        }

        return false;
    }

    private readonly int RowOf(int unit) => (unit - _block + _blocks - 1) / _blocks;
}
