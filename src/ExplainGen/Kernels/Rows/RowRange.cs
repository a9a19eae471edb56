namespace ExplainGen.Kernels;

/// <summary>
/// The rows that a range of units stands for, where units count the rows of all blocks plane row by plane row. Threads then work on bands
/// of the plane, as convolutions do, and find most of what they read in their own caches. The rows come block by block, in the order of
/// memory.
/// </summary>
/// <param name="blocks">Number of blocks.</param>
/// <param name="rowsPerBlock">Plane rows of a block.</param>
/// <param name="begin">The first unit.</param>
/// <param name="end">One past the last unit.</param>
internal struct RowRange(int blocks, int rowsPerBlock, int begin, int end)
{
    private int _block = -1;
    private int _left;

    /// <summary>The rows of all blocks of a tensor.</summary>
    internal RowRange(TensorLayout layout, int begin, int end)
        : this(layout.Blocks, layout.RowsPerBlock, begin, end)
    {
    }

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

        while (++_block < blocks)
        {
            // The plane rows whose unit of this block lies in the range.
            int first = RowOf(begin), last = RowOf(end);
            if (first == last)
                continue;
            _left = last - first;
            Current = _block * rowsPerBlock + first;
            return true;
        }

        return false;
    }

    private readonly int RowOf(int unit) => (unit - _block + blocks - 1) / blocks;
}
