using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The values of some pixels that are not zero, listed by ranges of channels and pixels, and their products with weights, which may be
/// others where another tensor is negative. The memory is the caller's.
/// </summary>
internal unsafe struct NonzeroPixels
{
    /// <summary>Channels of a range, whose weights are read by all pixels before the next range's: 8 KiB a tile and side.</summary>
    private const int RangeChannels = PartialChannels.Products / 2;

    /// <summary>Floats from a channel's weights to the next one's in a tile of two blocks.</summary>
    private const int Width = 2 * TensorLayout.Lanes;

    /// <summary>Of so many pixels one is looked at to see how much is zero.</summary>
    private const int Sampling = 8;

    private readonly ConvolutionGather _gather;
    private readonly BlockTile _channels;
    private readonly int _rangeChannels;
    private readonly NonzeroEntry* _entries;
    private readonly float** _sourcePixels;
    private readonly float** _signPixels;
    private readonly int* _starts;
    private int _pixels;

    /// <summary>Prepares lists in <see cref="Length"/> floats of memory.</summary>
    /// <param name="gather">A map of one tap without groups.</param>
    /// <param name="most">Most pixels at a time.</param>
    /// <param name="sides">1, or 2 where there are other weights.</param>
    /// <param name="memory">The memory.</param>
    internal NonzeroPixels(ConvolutionGather gather, int most, int sides, float* memory)
    {
        _gather = gather;
        _channels = gather.Packing.Tiles[0];
        _rangeChannels = ChannelsOf(sides);
        _entries = (NonzeroEntry*)memory;
        _sourcePixels = (float**)(_entries + (nint)gather.SourceChannels * most + NonzeroEntry.Slack);
        _signPixels = _sourcePixels + most;
        _starts = (int*)(_signPixels + most);
    }

    /// <summary>Floats of memory for lists of so many pixels.</summary>
    internal static nint Length(ConvolutionGather gather, int most, int sides)
    {
        int ranges = gather.SourceChannels / ChannelsOf(sides) + 2;
        nint entries = (nint)gather.SourceChannels * most + NonzeroEntry.Slack, pointers = 2 * most, starts = (nint)ranges * most + 1;
        return (entries * sizeof(NonzeroEntry) + pointers * sizeof(float*) + starts * sizeof(int)) / sizeof(float);
    }

    // With the four tiles of AVX-512 the weights of both sides would be twice the first cache; with the three of AVX2, longer lists gain
    // more than the second cache costs (both measured).
    private static int ChannelsOf(int sides) => Vector512.IsHardwareAccelerated ? RangeChannels / sides : RangeChannels;

    /// <summary>The part of the values that is not zero, in a sample.</summary>
    internal readonly double Density(in PixelGrid grid, in Tensor source, int first, int count)
    {
        int zeros = 0, looked = 0, blocks = _gather.SourceChannels / TensorLayout.Lanes;
        for (int i = 0; i < count; i += Sampling, looked += blocks * TensorLayout.Lanes)
        {
            float* from = grid.SourceOf(source, first + i);
            for (int block = 0; block < blocks; block++, from += source.Layout.BlockStride)
                zeros += BitOperations.PopCount(Vector512.Equals(Vector512.Load(from), Vector512<float>.Zero).ExtractMostSignificantBits());
        }

        return looked == 0 ? 1 : 1 - (double)zeros / looked;
    }

    /// <summary>Lists some pixels.</summary>
    /// <param name="grid">The map's pixels.</param>
    /// <param name="source">Their values.</param>
    /// <param name="signs">What decides the side of a value, the other one where it is negative; absent for one side.</param>
    /// <param name="first">The first pixel.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void List(in PixelGrid grid, in Tensor source, in Tensor signs, int first, int count)
    {
        _pixels = count;
        bool signed = !signs.IsNone;
        for (int i = 0; i < count; i++)
        {
            _sourcePixels[i] = grid.SourceOf(source, first + i);
            if (signed)
                _signPixels[i] = grid.SourceOf(signs, first + i);
        }

        NonzeroEntry* to = _entries;
        int* start = _starts;
        *start = 0;
        nint stride = source.Layout.BlockStride, signStride = signed ? signs.Layout.BlockStride : 0;
        foreach (ChannelRange range in new PartialChannels(_channels, _rangeChannels))
        {
            int block = range.Begin / TensorLayout.Lanes;
            for (int i = 0; i < count; i++)
            {
                float* from = _sourcePixels[i] + block * stride, sign = signed ? _signPixels[i] + block * signStride : null;
                for (int channel = range.Begin; channel < range.End; channel += TensorLayout.Lanes, from += stride, sign += signStride)
                {
                    Vector512<int> others = default;
                    if (signed)
                    {
                        others = Vector512.LessThan(Vector512.Load(sign), Vector512<float>.Zero).AsInt32()
                            & Vector512.Create((int)NonzeroEntry.OtherSide);
                    }

                    to = NonzeroEntry.List(to, Lanes(from, range.End - channel), channel * Width, Width, others);
                }

                *++start = (int)(to - _entries);
            }
        }
    }

    /// <summary>The sums of all listed pixels for some neighboring tiles.</summary>
    /// <param name="weights">The packing.</param>
    /// <param name="others">The packing for values of the other side, null where there are none.</param>
    /// <param name="tiles">The tiles, at most <see cref="NonzeroKernel.MaxTiles"/>.</param>
    /// <param name="sums">Sums <c>[block][pixel][16]</c>.</param>
    /// <param name="stride">Floats from a block's sums to the next block's.</param>
    internal readonly void Multiply(float* weights, float* others, ReadOnlySpan<BlockTile> tiles, float* sums, nint stride)
    {
        // A tile of a single block, the last one, has weights of another width.
        int pairs = tiles[^1].Blocks == 2 ? tiles.Length : tiles.Length - 1;
        if (pairs > 0)
            Multiply(weights, others, tiles[0], 2 * pairs, sums, stride);
        if (pairs < tiles.Length)
            Multiply(weights, others, tiles[^1], 1, sums + 2 * pairs * stride, stride);
    }

    private readonly void Multiply(float* weights, float* others, BlockTile tile, int blocks, float* sums, nint stride)
    {
        int* start = _starts;
        bool accumulate = false;
        weights += tile.Offset;
        if (others != null)
            others += tile.Offset;
        foreach (ChannelRange _ in new PartialChannels(_channels, _rangeChannels))
        {
            var lists = new NonzeroLists(_entries, start, _pixels);
            NonzeroKernel.Run(lists, weights, others, tile.TapLength, blocks, sums, stride, accumulate);
            start += _pixels;
            accumulate = true;
        }
    }

    /// <summary>The lanes that hold channels; the others are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Lanes(float* pixel, int channels) =>
        channels >= TensorLayout.Lanes ? Vector512.Load(pixel) : Vector512.Load(pixel) & LaneMask.First(channels);
}
