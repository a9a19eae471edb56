namespace ExplainGen.Kernels;

/// <summary>The source channels one destination block reads, and where its weights start in the packing.</summary>
/// <param name="Begin">First source channel.</param>
/// <param name="End">One past the last source channel.</param>
/// <param name="Offset">Offset of the block's weights in floats.</param>
internal readonly record struct BlockReach(int Begin, int End, nint Offset);

/// <summary>One or two neighboring destination blocks that read the same source channels and are computed together.</summary>
/// <param name="Block">The first block.</param>
/// <param name="Blocks">1 or 2.</param>
internal readonly record struct BlockTile(int Block, int Blocks);

/// <summary>
/// How weights lie for <see cref="ConvolutionKernel"/>: per destination block of 16 channels <c>[tap][source channel][16]</c>, over
/// the source channels of all groups the block touches, with zeros where lane and source are of different groups.
/// </summary>
internal sealed unsafe class ConvolutionPacking
{
    private readonly ConvolutionGather _gather;
    private readonly BlockReach[] _reach;
    private readonly BlockTile[] _tiles;
    private readonly nint _length;

    internal ConvolutionPacking(ConvolutionGather gather)
    {
        _gather = gather;
        int sourceGroup = gather.SourceChannels / gather.Groups;
        int destinationGroup = gather.DestinationChannels / gather.Groups;
        _reach = new BlockReach[(gather.DestinationChannels - 1) / TensorLayout.Lanes + 1];
        for (int block = 0; block < _reach.Length; block++)
        {
            int first = block * TensorLayout.Lanes;
            int last = Math.Min(first + TensorLayout.Lanes, gather.DestinationChannels) - 1;
            int begin = first / destinationGroup * sourceGroup;
            int end = (last / destinationGroup + 1) * sourceGroup;
            _reach[block] = new BlockReach(begin, end, _length);
            _length += (nint)gather.Taps * (end - begin) * TensorLayout.Lanes;
        }

        var tiles = new List<BlockTile>();
        for (int block = 0; block < _reach.Length; block += tiles[^1].Blocks)
        {
            bool pair = block + 1 < _reach.Length
                && _reach[block].Begin == _reach[block + 1].Begin && _reach[block].End == _reach[block + 1].End;
            tiles.Add(new BlockTile(block, pair ? 2 : 1));
        }

        _tiles = [.. tiles];
    }

    internal ReadOnlySpan<BlockTile> Tiles => _tiles;

    /// <summary>Multiply-adds per destination pixel, over all blocks and padding lanes.</summary>
    internal long WorkPerPixel => _length;

    internal BlockReach Reach(int block) => _reach[block];

    /// <summary>Packs weights <c>[OutChannels, InChannels/Groups, taps]</c> of the convolution for the gather's direction.</summary>
    internal NativeBuffer Pack(ReadOnlySpan<float> weight, WeightVariant variant)
    {
        var packed = new NativeBuffer(_length);
        int taps = _gather.Taps;
        int sourceGroup = _gather.SourceChannels / _gather.Groups;
        int destinationGroup = _gather.DestinationChannels / _gather.Groups;
        int inputGroup = _gather.IsAdjoint ? destinationGroup : sourceGroup;
        for (int channel = 0; channel < _gather.DestinationChannels; channel++)
        {
            BlockReach reach = _reach[channel / TensorLayout.Lanes];
            int group = channel / destinationGroup;
            for (int inGroup = 0; inGroup < sourceGroup; inGroup++)
            {
                int source = group * sourceGroup + inGroup;
                int from = _gather.IsAdjoint
                    ? (source * inputGroup + channel - group * destinationGroup) * taps
                    : (channel * inputGroup + inGroup) * taps;
                float* to = packed.Data + reach.Offset + (nint)(source - reach.Begin) * TensorLayout.Lanes
                    + channel % TensorLayout.Lanes;
                for (int tap = 0; tap < taps; tap++)
                    to[(nint)tap * (reach.End - reach.Begin) * TensorLayout.Lanes] = variant.Apply(weight[from + tap]);
            }
        }

        return packed;
    }
}
