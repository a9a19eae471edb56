using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// Up to eight destination pixels of one row that share their taps, as a source of <see cref="PixelTerm"/>s. The inner
/// kernels run over a finished list of terms, so that nothing but arithmetic stands between their accumulators.
/// </summary>
internal unsafe ref struct PixelGroup
{
    /// <summary>Destination pixels computed together.</summary>
    internal const int Pixels = 8;

    /// <summary>Terms listed at a time.</summary>
    internal const int Terms = 64;

    private static readonly NativeBuffer s_zero = new(TensorLayout.Lanes);

    private readonly ConvolutionGather _gather;
    private readonly TensorLayout _layout;
    private readonly float* _source;
    private readonly int _depth;
    private readonly int _height;
    private readonly int _first;
    private readonly int _count;
    private readonly ReadOnlySpan<AxisTap> _depthTaps;
    private readonly ReadOnlySpan<AxisTap> _heightTaps;
    private readonly ReadOnlySpan<AxisTap> _widthTaps;
    private int _depthTap;
    private int _heightTap;
    private int _widthTap;

    /// <summary>Starts with the first term.</summary>
    /// <param name="gather">The map.</param>
    /// <param name="source">The tensor it reads.</param>
    /// <param name="depth">The destination's depth.</param>
    /// <param name="height">The destination's height.</param>
    /// <param name="first">The first pixel in the destination row; the others follow at the gather's period.</param>
    /// <param name="count">Number of pixels, 1 to 8; the rest read zero.</param>
    internal PixelGroup(ConvolutionGather gather, in Tensor source, int depth, int height, int first, int count)
    {
        _gather = gather;
        _layout = source.Layout;
        _source = source.Data + _layout.Origin;
        _depth = depth;
        _height = height;
        _first = first;
        _count = count;
        _depthTaps = gather.Depth.At(depth);
        _heightTaps = gather.Height.At(height);
        _widthTaps = gather.Width.At(first);
    }

    /// <summary>Sixteen zeros, what a pixel reads whose source lies outside.</summary>
    internal static float* Zero => s_zero.Data;

    /// <summary>Lists the next terms, taps outside of the source left out.</summary>
    /// <param name="terms">Room for <paramref name="limit"/> terms.</param>
    /// <param name="limit">Most terms to list.</param>
    /// <returns>Number of terms listed; 0 when there are no more.</returns>
    internal int Next(PixelTerm* terms, int limit)
    {
        int n = 0;
        for (; _depthTap < _depthTaps.Length; _depthTap++, _heightTap = 0)
        {
            AxisTap depthTap = _depthTaps[_depthTap];
            int depth = _gather.Depth.SourceOf(_depth, depthTap);
            if ((uint)depth >= (uint)_layout.Depth)
                continue;
            for (; _heightTap < _heightTaps.Length; _heightTap++, _widthTap = 0)
            {
                AxisTap heightTap = _heightTaps[_heightTap];
                int height = _gather.Height.SourceOf(_height, heightTap);
                if ((uint)height >= (uint)_layout.Height)
                    continue;
                float* row = _source + depth * _layout.PlaneStride + height * _layout.RowStride;
                int tap = (depthTap.Index * _gather.Height.Kernel + heightTap.Index) * _gather.Width.Kernel;
                for (; _widthTap < _widthTaps.Length; _widthTap++)
                {
                    if (n == limit)
                        return n;
                    AxisTap widthTap = _widthTaps[_widthTap];
                    if (TryReach(row, tap + widthTap.Index, _gather.Width.SourceOf(_first, widthTap), out terms[n]))
                        n++;
                }
            }
        }

        return n;
    }

    private readonly bool TryReach(float* row, int tap, int position, out PixelTerm term)
    {
        // The halo holds zeros, so what lies in it counts as inside.
        int low = -_layout.HaloWidth;
        int high = _layout.Width + _layout.HaloWidth - 1;
        int step = _gather.Width.Step;
        int begin = position >= low ? 0 : (low - position + step - 1) / step;
        int end = position > high ? 0 : Math.Min(_count, (high - position) / step + 1);
        term = new PixelTerm(row + (nint)position * TensorLayout.Lanes, tap, begin, end - begin);
        return begin < end;
    }

    /// <summary>Loads the first <paramref name="count"/> sums of a group; the rest are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Load(float* sums, nint stride, int pixel, int count) =>
        pixel < count ? Vector512.Load(sums + pixel * stride) : default;

    /// <summary>Adds to a sum of a group unless its pixel is beyond <paramref name="count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Add(float* sums, nint stride, int pixel, int count, Vector512<float> partial)
    {
        float* sum = sums + pixel * stride;
        if (pixel < count)
            (Vector512.Load(sum) + partial).Store(sum);
    }

    /// <summary>Stores a sum of a group unless its pixel is beyond <paramref name="count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(float* sums, nint stride, int pixel, int count, Vector512<float> sum)
    {
        if (pixel < count)
            sum.Store(sums + pixel * stride);
    }
}
