using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// What some destination pixels read that is not zero, listed by taps, ranges of channels and pixels, and its products with weights, which
/// may be others where another tensor is negative. The memory is the caller's.
/// </summary>
internal unsafe struct NonzeroPixels
{
    /// <summary>Channels of a range, whose weights are read by all pixels before the next range's: 8 KiB a tile and side.</summary>
    private const int RangeChannels = PartialChannels.Products / 2;

    /// <summary>Floats from a channel's weights to the next one's in a tile of two blocks.</summary>
    private const int Width = 2 * TensorLayout.Lanes;

    /// <summary>Source channels from which lists are long enough to be multiplied fast.</summary>
    private const int FewestSourceChannels = 2 * TensorLayout.Lanes;

    private readonly ConvolutionGather _gather;
    private readonly BlockTile _channels;
    private readonly int _most;
    private readonly int _rangeChannels;
    private readonly NonzeroEntry* _entries;
    private readonly float** _sourcePixels;
    private readonly float** _signPixels;
    private readonly int* _offsets;
    private readonly int* _starts;
    private int _pixels;
    private int _taps;

    /// <summary>Prepares lists in <see cref="Length"/> floats of memory.</summary>
    /// <param name="gather">A map without groups.</param>
    /// <param name="most">Most pixels at a time.</param>
    /// <param name="sides">1, or 2 where there are other weights.</param>
    /// <param name="memory">The memory.</param>
    internal NonzeroPixels(ConvolutionGather gather, int most, int sides, float* memory)
    {
        _gather = gather;
        _channels = gather.Packing.Tiles[0];
        _most = most;
        _rangeChannels = ChannelsOf(sides);
        _entries = (NonzeroEntry*)memory;
        _sourcePixels = (float**)(_entries + (nint)gather.SourceChannels * gather.MostTaps * most + NonzeroEntry.Slack);
        _signPixels = _sourcePixels + (nint)gather.MostTaps * most;
        _offsets = (int*)(_signPixels + most);
        _starts = _offsets + (nint)gather.MostTaps * most;
    }

    /// <summary>Largest part of values that are not zero for which lists are the faster way.</summary>
    internal static double LargestPart => Vector512.IsHardwareAccelerated ? 0.7 : 0.6;

    /// <summary>Destination channels from which the time for lists is well spent.</summary>
    private static int FewestDestinationChannels => Vector512.IsHardwareAccelerated ? 64 : 96;

    /// <summary>Floats of memory for lists of so many pixels.</summary>
    internal static nint Length(ConvolutionGather gather, int most, int sides)
    {
        nint lists = (nint)gather.MostTaps * most, ranges = gather.SourceChannels / ChannelsOf(sides) + 2;
        nint entries = gather.SourceChannels * lists + NonzeroEntry.Slack, starts = ranges * lists + 1;
        return (entries * sizeof(NonzeroEntry) + (lists + most) * sizeof(float*) + (lists + starts) * sizeof(int)) / sizeof(float);
    }

    /// <summary>Whether a map is of a shape for which lists can be the faster way.</summary>
    internal static bool MaySuit(ConvolutionGather gather) => Vector256.IsHardwareAccelerated && gather.Groups == 1
        && gather.SourceChannels >= FewestSourceChannels && gather.DestinationChannels >= FewestDestinationChannels;

    // With the four tiles of AVX-512 the weights of both sides would be twice the first cache; with the three of AVX2, longer lists gain
    // more than the second cache costs (both measured).
    private static int ChannelsOf(int sides) => Vector512.IsHardwareAccelerated ? RangeChannels / sides : RangeChannels;

    /// <summary>How many of a pixel's lanes are zero.</summary>
    /// <param name="pixel">The pixel in block 0.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="stride">Floats from a block to the next.</param>
    internal static int CountZeros(float* pixel, int blocks, nint stride)
    {
        int zeros = 0;
        for (int block = 0; block < blocks; block++, pixel += stride)
            zeros += BitOperations.PopCount(Vector512.Equals(Vector512.Load(pixel), Vector512<float>.Zero).ExtractMostSignificantBits());
        return zeros;
    }

    /// <summary>Says what a pixel reads for one of its taps.</summary>
    /// <param name="number">The number of the tap among the pixel's.</param>
    /// <param name="pixel">The number of the pixel.</param>
    /// <param name="source">The source pixel in block 0, or null for nothing.</param>
    /// <param name="tap">The tap's index in the filter plane.</param>
    internal readonly void Read(int number, int pixel, float* source, int tap)
    {
        int slot = number * _most + pixel;
        _sourcePixels[slot] = source;
        _offsets[slot] = tap * _gather.SourceChannels * Width;
    }

    /// <summary>Says which pixel decides the sides of what a pixel reads: the other one where it is negative.</summary>
    /// <param name="pixel">The number of the pixel.</param>
    /// <param name="sign">The deciding one in block 0.</param>
    internal readonly void Sign(int pixel, float* sign) => _signPixels[pixel] = sign;

    /// <summary>Lists what some pixels read, after <see cref="Read"/> for all of them and all taps.</summary>
    /// <param name="pixels">Number of pixels.</param>
    /// <param name="taps">Number of taps of each, those that read nothing included.</param>
    /// <param name="source">The layout of what is read.</param>
    /// <param name="signs">The layout of what decides the sides; null for one side.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void List(int pixels, int taps, TensorLayout source, TensorLayout? signs)
    {
        _pixels = pixels;
        _taps = taps;
        NonzeroEntry* to = _entries;
        int* start = _starts;
        *start = 0;
        nint stride = source.BlockStride, signStride = signs?.BlockStride ?? 0;
        for (int tap = 0; tap < taps; tap++)
        {
            float** from = _sourcePixels + (nint)tap * _most;
            int* offset = _offsets + (nint)tap * _most;
            foreach (ChannelRange range in new PartialChannels(_channels, _rangeChannels))
            {
                int block = range.Begin / TensorLayout.Lanes;
                for (int i = 0; i < pixels; i++)
                {
                    float* sign = signs is null ? null : _signPixels[i] + block * signStride;
                    if (from[i] != null)
                        to = ListRange(to, range, offset[i], from[i] + block * stride, stride, sign, signStride);
                    *++start = (int)(to - _entries);
                }
            }
        }
    }

    /// <summary>The sums of all listed pixels for some neighboring tiles.</summary>
    /// <param name="weights">The packing.</param>
    /// <param name="others">The packing for values of the other side, null where there are none.</param>
    /// <param name="tiles">The tiles, at most <see cref="NonzeroKernel.Tiles"/>.</param>
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
        nint tileStride = _gather.Taps * tile.TapLength;
        for (int tap = 0; tap < _taps; tap++)
        {
            foreach (ChannelRange _ in new PartialChannels(_channels, _rangeChannels))
            {
                var lists = new NonzeroLists(_entries, start, _pixels);
                NonzeroKernel.Run(lists, weights, others, tileStride, blocks, sums, stride, accumulate);
                start += _pixels;
                accumulate = true;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static NonzeroEntry* ListRange(
        NonzeroEntry* to, ChannelRange range, int offset, float* from, nint stride, float* sign, nint signStride)
    {
        for (int channel = range.Begin; channel < range.End; channel += TensorLayout.Lanes, from += stride)
        {
            Vector512<int> others = default;
            if (sign != null)
            {
                others = Vector512.LessThan(Vector512.Load(sign), Vector512<float>.Zero).AsInt32()
                    & Vector512.Create((int)NonzeroEntry.OtherSide);
                sign += signStride;
            }

            to = NonzeroEntry.List(to, Lanes(from, range.End - channel), offset + channel * Width, Width, others);
        }

        return to;
    }

    /// <summary>The lanes that hold channels; the others are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Lanes(float* pixel, int channels) =>
        channels >= TensorLayout.Lanes ? Vector512.Load(pixel) : Vector512.Load(pixel) & LaneMask.First(channels);
}
