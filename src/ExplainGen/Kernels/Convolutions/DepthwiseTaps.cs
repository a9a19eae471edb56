namespace ExplainGen.Kernels;

/// <summary>The pixels of a destination row whose positions are equal modulo the gather's period along the width.</summary>
internal struct DepthwisePhase
{
    /// <summary>Number of pixels.</summary>
    internal int Pixels;

    /// <summary>The first of them for which all taps read the source.</summary>
    internal int Begin;

    /// <summary>One past the last of them.</summary>
    internal int End;

    /// <summary>Index of the first tap along the width.</summary>
    internal int First;

    /// <summary>Number of taps along the width.</summary>
    internal int Count;

    /// <summary>Where in a row's list the phase's taps begin, behind room for all taps of the phases before.</summary>
    internal int Listed;
}

/// <summary>The taps of one destination row.</summary>
internal unsafe struct DepthwiseRow
{
    /// <summary>The taps, phase by phase.</summary>
    internal RowTap* Taps;

    /// <summary>Number of source rows that the row reads.</summary>
    internal int SourceRows;

    /// <summary>Offset in floats of the row's first pixel in block 0 of the destination.</summary>
    internal nint Destination;
}

/// <summary>
/// The taps of a group of neighboring destination rows, which all blocks of channels share. Which ones the pixels of a row reach along
/// the width is the same for all rows and found once.
/// </summary>
internal readonly unsafe ref struct DepthwiseTaps
{
    /// <summary>About how many taps are listed at a time, so that the lists stay in the first cache.</summary>
    private const int ListedTaps = 512;

    private readonly ConvolutionGather _gather;
    private readonly TensorLayout _layout;

    /// <summary>The taps along the width, phase by phase.</summary>
    private readonly RowTap* _width;

    private readonly RowTap* _taps;
    private readonly DepthwiseRow* _rows;
    private readonly DepthwisePhase* _phases;

    /// <summary>Finds the taps along the width.</summary>
    /// <param name="gather">The map.</param>
    /// <param name="source">The tensor it reads.</param>
    /// <param name="memory">Room for <see cref="Length"/> floats.</param>
    internal DepthwiseTaps(ConvolutionGather gather, in Tensor source, float* memory)
    {
        _gather = gather;
        _layout = source.Layout;
        int rows = RowsPerGroup(gather);
        _rows = (DepthwiseRow*)memory;
        _taps = (RowTap*)(_rows + rows);
        _width = _taps + (nint)rows * gather.Taps;
        _phases = (DepthwisePhase*)(_width + gather.Width.Kernel);
        float* row = source.Data + _layout.Origin;
        AxisTaps width = gather.Width;
        for (int phase = 0, first = 0; phase < width.Period; phase++)
        {
            DepthwisePhase found = default;
            found.First = first;
            found.Listed = first * (gather.Depth.Kernel * gather.Height.Kernel);
            found.Pixels = (width.Destination - phase - 1 + width.Period) / width.Period;
            foreach (AxisTap tap in width.At(phase))
            {
                if (RowTap.TryReach(width, _layout, row, tap.Index, width.SourceOf(phase, tap), found.Pixels, out _width[first]))
                    first++;
            }

            found.Count = first - found.First;
            (found.Begin, found.End) = RowTap.Common(_width + found.First, found.Count, found.Pixels);
            _phases[phase] = found;
        }
    }

    /// <summary>The phases of all rows.</summary>
    internal DepthwisePhase* Phases => _phases;

    /// <summary>The rows of the group that was listed last.</summary>
    internal DepthwiseRow* Rows => _rows;

    /// <summary>Most rows of a group.</summary>
    internal static int RowsPerGroup(ConvolutionGather gather) =>
        Math.Min(Math.Max(ListedTaps / gather.Taps, 1), gather.Depth.Destination * gather.Height.Destination);

    /// <summary>Floats of memory that the taps of a map need.</summary>
    internal static nint Length(ConvolutionGather gather)
    {
        nint rows = RowsPerGroup(gather);
        nint bytes = rows * sizeof(DepthwiseRow) + (rows * gather.Taps + gather.Width.Kernel) * sizeof(RowTap)
            + (nint)gather.Width.Period * sizeof(DepthwisePhase);
        return bytes / sizeof(float);
    }

    /// <summary>Lists the taps of a group of rows.</summary>
    /// <param name="first">The first row, numbered as those of a block are.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="destination">The layout of the destination.</param>
    internal void List(int first, int count, TensorLayout destination)
    {
        for (int i = 0; i < count; i++)
        {
            DepthwiseRow row;
            row.Taps = _taps + (nint)i * _gather.Taps;
            row.SourceRows = 0;
            row.Destination = destination.RowOffset(first + i);
            int depth = (first + i) / destination.Height, height = first + i - depth * destination.Height;
            foreach (AxisTap depthTap in _gather.Depth.At(depth))
            {
                int fromDepth = _gather.Depth.SourceOf(depth, depthTap);
                if ((uint)fromDepth >= (uint)_layout.Depth)
                    continue;
                foreach (AxisTap heightTap in _gather.Height.At(height))
                {
                    int fromHeight = _gather.Height.SourceOf(height, heightTap);
                    if ((uint)fromHeight >= (uint)_layout.Height)
                        continue;
                    nint offset = fromDepth * _layout.PlaneStride + fromHeight * _layout.RowStride;
                    Add(row, offset, depthTap.Index * _gather.Height.Kernel + heightTap.Index);
                    row.SourceRows++;
                }
            }

            _rows[i] = row;
        }
    }

    /// <summary>Lists the taps of one source row more.</summary>
    private void Add(in DepthwiseRow row, nint offset, int kernelRow)
    {
        for (int phase = 0; phase < _gather.Width.Period; phase++)
        {
            ref readonly DepthwisePhase p = ref _phases[phase];
            RowTap* to = row.Taps + p.Listed + row.SourceRows * p.Count;
            for (RowTap* from = _width + p.First, end = from + p.Count; from < end; from++, to++)
            {
                *to = *from;
                to->Source += offset;
                to->Index += kernelRow * _gather.Width.Kernel;
            }
        }
    }
}
