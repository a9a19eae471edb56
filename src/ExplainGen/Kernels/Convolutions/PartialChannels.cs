namespace ExplainGen.Kernels;

/// <summary>Some neighboring source channels.</summary>
/// <param name="Begin">The first.</param>
/// <param name="End">One past the last.</param>
internal readonly record struct ChannelRange(int Begin, int End);

/// <summary>
/// Cuts the source channels of a tile into the ranges of partial sums: ranges of about equal size that end with a block, whose weights
/// stay in the first cache while all pixels that are computed together read them. They depend on the shape and on the longest range alone.
/// </summary>
internal struct PartialChannels
{
    /// <summary>Products of one partial sum: 16 KiB of weights for two blocks of destination channels.</summary>
    internal const int Products = 128;

    private readonly int _end;
    private readonly int _firstBlock;
    private readonly int _blocks;
    private readonly int _ranges;
    private int _next;
    private int _index;

    /// <summary>Starts before the first range.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="most">Most channels of a range, unless one block has more.</param>
    internal PartialChannels(BlockTile tile, int most)
    {
        _end = tile.End;
        _next = tile.Begin;
        _blocks = (tile.End - 1) / TensorLayout.Lanes + 1;
        _firstBlock = tile.Begin / TensorLayout.Lanes;
        _ranges = (_blocks - _firstBlock - 1) / Math.Max(1, most / TensorLayout.Lanes) + 1;
    }

    /// <summary>The range.</summary>
    public ChannelRange Current { get; private set; }

    /// <summary>This, for <c>foreach</c>.</summary>
    public readonly PartialChannels GetEnumerator() => this;

    /// <summary>Goes to the next range.</summary>
    public bool MoveNext()
    {
        if (_index == _ranges)
            return false;
        _index++;
        int end = Math.Min(_end, (_firstBlock + (_blocks - _firstBlock) * _index / _ranges) * TensorLayout.Lanes);
        Current = new ChannelRange(_next, end);
        _next = end;
        return true;
    }
}
