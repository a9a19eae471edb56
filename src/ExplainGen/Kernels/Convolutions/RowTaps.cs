namespace ExplainGen.Kernels;

/// <summary>One tap of a run of destination pixels of one row that share their taps.</summary>
internal unsafe struct RowTap
{
    /// <summary>The source of pixel 0 in block 0; it may lie outside of the tensor.</summary>
    internal float* Source;

    /// <summary>The tap's index in the filter plane.</summary>
    internal int Index;

    /// <summary>First pixel that reads the source; the ones before it see nothing there.</summary>
    internal int Begin;

    /// <summary>One past the last pixel that reads the source.</summary>
    internal int End;

    /// <summary>The pixels, of the first <paramref name="pixels"/>, for which all taps of a list read the source.</summary>
    internal static (int Begin, int End) Common(RowTap* taps, int count, int pixels)
    {
        int begin = 0, end = pixels;
        for (int i = 0; i < count; i++)
        {
            begin = Math.Max(begin, taps[i].Begin);
            end = Math.Min(end, taps[i].End);
        }

        return (begin, end);
    }

    /// <summary>Finds which pixels a tap reads the source for, if any.</summary>
    /// <param name="width">The taps of the axis.</param>
    /// <param name="source">The layout of the source.</param>
    /// <param name="row">Position 0 of the source's row.</param>
    /// <param name="tap">The tap's index in the filter plane.</param>
    /// <param name="position">The position that pixel 0 reads.</param>
    /// <param name="count">Number of pixels.</param>
    /// <param name="found">The tap.</param>
    internal static bool TryReach(AxisTaps width, TensorLayout source, float* row, int tap, int position, int count, out RowTap found)
    {
        // The halo holds zeros, so what lies in it counts as inside.
        int low = -source.HaloWidth;
        int high = source.Width + source.HaloWidth - 1;
        int step = width.Step;
        found.Source = row + (nint)position * TensorLayout.Lanes;
        found.Index = tap;
        found.Begin = position >= low ? 0 : Steps(low - position + step - 1);
        found.End = position > high ? 0 : Math.Min(count, Steps(high - position) + 1);
        return found.Begin < found.End;

        // Divisions take longer than all the rest, and most steps are 1.
        int Steps(int distance) => step == 1 ? distance : distance / step;
    }
}

/// <summary>
/// Lists the taps of a run of destination pixels: those of one row whose positions are equal modulo the gather's period, so that from
/// one to the next all sources move by the same step. Taps that no pixel reads are left out.
/// </summary>
internal readonly unsafe ref struct RowTaps
{
    private readonly ConvolutionGather _gather;
    private readonly TensorLayout _layout;
    private readonly float* _source;
    private readonly int _depth;
    private readonly int _height;
    private readonly int _width;
    private readonly int _count;
    private readonly ReadOnlySpan<AxisTap> _depthTaps;
    private readonly ReadOnlySpan<AxisTap> _heightTaps;
    private readonly ReadOnlySpan<AxisTap> _widthTaps;

    /// <summary>Prepares to list taps: finds the source positions that taps count from.</summary>
    /// <param name="gather">The map.</param>
    /// <param name="source">The tensor it reads.</param>
    /// <param name="depth">The destination's depth.</param>
    /// <param name="height">The destination's height.</param>
    /// <param name="first">The first pixel in the destination row; the others follow at the gather's period.</param>
    /// <param name="count">Number of pixels.</param>
    internal RowTaps(ConvolutionGather gather, in Tensor source, int depth, int height, int first, int count)
    {
        _gather = gather;
        _layout = source.Layout;
        _source = source.Data + _layout.Origin;
        _depth = gather.Depth.SourceOf(depth, default);
        _height = gather.Height.SourceOf(height, default);
        _width = gather.Width.SourceOf(first, default);
        _count = count;
        _depthTaps = gather.Depth.At(depth);
        _heightTaps = gather.Height.At(height);
        _widthTaps = gather.Width.At(first);
    }

    /// <summary>
    /// Lists the taps of some ordinal numbers, in the order of depth, height and width; those that no pixel reads are left out.
    /// </summary>
    /// <param name="taps">Room for all of them.</param>
    /// <param name="begin">The first number.</param>
    /// <param name="end">One past the last number; there may be fewer taps.</param>
    /// <returns>Number of taps listed.</returns>
    internal int List(RowTap* taps, int begin, int end)
    {
        int plane = _heightTaps.Length * _widthTaps.Length;
        end = Math.Min(end, _depthTaps.Length * plane);
        if (begin >= end)
            return 0;
        int depthTap = begin / plane, heightTap = begin % plane / _widthTaps.Length, widthTap = begin % _widthTaps.Length, n = 0;
        for (int number = begin; number < end; number++)
        {
            AxisTap d = _depthTaps[depthTap], h = _heightTaps[heightTap], w = _widthTaps[widthTap];
            if (++widthTap == _widthTaps.Length)
            {
                widthTap = 0;
                if (++heightTap == _heightTaps.Length)
                {
                    heightTap = 0;
                    depthTap++;
                }
            }

            int depth = _depth + d.Offset, height = _height + h.Offset;
            if ((uint)depth >= (uint)_layout.Depth || (uint)height >= (uint)_layout.Height)
                continue;
            int index = (d.Index * _gather.Height.Kernel + h.Index) * _gather.Width.Kernel + w.Index;
            float* row = _source + depth * _layout.PlaneStride + height * _layout.RowStride;
            if (RowTap.TryReach(_gather.Width, _layout, row, index, _width + w.Offset, _count, out taps[n]))
                n++;
        }

        return n;
    }
}
