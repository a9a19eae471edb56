namespace ExplainGen.Kernels;

/// <summary>
/// One or two neighboring destination blocks that read the same source channels and are computed together.
/// </summary>
/// <param name="Block">The first block.</param>
/// <param name="Blocks">1 or 2.</param>
/// <param name="Begin">First source channel.</param>
/// <param name="End">One past the last source channel.</param>
/// <param name="Offset">Offset of the tile's weights in floats.</param>
internal readonly record struct BlockTile(int Block, int Blocks, int Begin, int End, nint Offset)
{
    /// <summary>Floats of one tap's weights.</summary>
    internal nint TapLength => (nint)(End - Begin) * Blocks * TensorLayout.Lanes;
}

/// <summary>
/// How weights lie for all kernels but depthwise, narrow and Winograd's: per tile of one or two destination blocks <c>[tap][source channel][16 or 32]</c>,
/// over the source channels of all groups the tile touches, with zeros where lane and source are of different groups.
/// </summary>
internal sealed unsafe class ConvolutionPacking
{
    private readonly ConvolutionGather _gather;
    private readonly BlockTile[] _tiles;
    private readonly nint _length;

    internal ConvolutionPacking(ConvolutionGather gather)
    {
        _gather = gather;
        int blocks = (gather.DestinationChannels - 1) / TensorLayout.Lanes + 1;
        var tiles = new List<BlockTile>();
        for (int block = 0; block < blocks; block += tiles[^1].Blocks)
        {
            (int begin, int end) = Reach(block);
            int count = block + 1 < blocks && Reach(block + 1) == (begin, end) ? 2 : 1;
            tiles.Add(new BlockTile(block, count, begin, end, _length));
            _length += gather.Taps * tiles[^1].TapLength;
        }

        _tiles = [.. tiles];
    }

    internal ReadOnlySpan<BlockTile> Tiles => _tiles;

    /// <summary>Multiply-adds per destination pixel, over all blocks and padding lanes.</summary>
    internal long WorkPerPixel => _length;

    /// <summary>Packs weights <c>[OutChannels, InChannels/Groups, taps]</c> of the convolution for the gather's direction.</summary>
    internal NativeBuffer Pack(ReadOnlySpan<float> weight, WeightVariant variant)
    {
        var packed = new NativeBuffer(_length, cleared: false);
        fixed (float* from = weight)
        {
            float* w = from;
            Parallel.For(0, _tiles.Length, i => PackTile(_tiles[i], w, variant, packed.Data + _tiles[i].Offset));
        }

        return packed;
    }

    private void PackTile(BlockTile tile, float* weight, WeightVariant variant, float* to)
    {
        int taps = _gather.Taps;
        int sourceGroup = _gather.SourceChannels / _gather.Groups;
        int destinationGroup = _gather.DestinationChannels / _gather.Groups;
        int inputGroup = _gather.IsAdjoint ? destinationGroup : sourceGroup;
        int width = tile.Blocks * TensorLayout.Lanes;
        int first = tile.Block * TensorLayout.Lanes;
        int end = Math.Min(first + width, _gather.DestinationChannels);
        if (_gather.Groups > 1 || end < first + width)
            new Span<float>(to, checked((int)(taps * tile.TapLength))).Clear();
        for (int channel = first; channel < end; channel++)
        {
            int group = channel / destinationGroup;
            for (int inGroup = 0; inGroup < sourceGroup; inGroup++)
            {
                int source = group * sourceGroup + inGroup;
                float* from = weight + (nint)taps * (_gather.IsAdjoint
                    ? source * inputGroup + channel - group * destinationGroup
                    : channel * inputGroup + inGroup);
                float* at = to + (nint)(source - tile.Begin) * width + channel - first;
                for (int tap = 0; tap < taps; tap++)
                    at[tap * tile.TapLength] = variant.Gathered(from[tap]);
            }
        }

        variant.ApplyToGathered(new Span<float>(to, checked((int)(taps * tile.TapLength))));
    }

    /// <summary>The source channels of all groups that a destination block touches.</summary>
    private (int Begin, int End) Reach(int block)
    {
        int sourceGroup = _gather.SourceChannels / _gather.Groups;
        int destinationGroup = _gather.DestinationChannels / _gather.Groups;
        int first = block * TensorLayout.Lanes;
        int last = Math.Min(first + TensorLayout.Lanes, _gather.DestinationChannels) - 1;
        return (first / destinationGroup * sourceGroup, (last / destinationGroup + 1) * sourceGroup);
    }
}
