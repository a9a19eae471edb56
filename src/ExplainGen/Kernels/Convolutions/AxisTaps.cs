namespace ExplainGen.Kernels;

/// <summary>One term of a sum along an axis.</summary>
/// <param name="Index">Which kernel tap it goes with.</param>
/// <param name="Offset">The source position it reads for the first destination position of its phase.</param>
internal readonly record struct AxisTap(int Index, int Offset);

/// <summary>
/// Which source positions a destination position sums over, along one axis of a convolution or of its adjoint. Destination
/// positions equal modulo <see cref="Period"/> share their taps: from one to the next, sources move by <see cref="Step"/>.
/// </summary>
/// <remarks>
/// A convolution has period 1 and its stride as step. In its adjoint, input i receives from output o where
/// <c>i = o·stride - pad + k·dilation</c>, so only the taps k with the right remainder count: the period is the stride, the
/// step 1.
/// </remarks>
internal sealed class AxisTaps
{
    private readonly AxisTap[][] _phases;

    private AxisTaps(int source, int destination, int kernel, int period, int step, AxisTap[][] phases)
    {
        Source = source;
        Destination = destination;
        Kernel = kernel;
        Period = period;
        Step = step;
        _phases = phases;
        MostTaps = phases.Max(taps => taps.Length);
        if (phases[0].Length == 0)
            return;
        LowestOffset = phases[0].Min(tap => tap.Offset);
        Span = phases[0].Max(tap => tap.Offset) - LowestOffset + 1;
    }

    /// <summary>Source extent.</summary>
    internal int Source { get; }

    /// <summary>Destination extent.</summary>
    internal int Destination { get; }

    /// <summary>Number of kernel taps of the axis.</summary>
    internal int Kernel { get; }

    /// <summary>Distance of destination positions with the same taps.</summary>
    internal int Period { get; }

    /// <summary>Distance of their sources.</summary>
    internal int Step { get; }

    /// <summary>The taps of the destination positions that have the most.</summary>
    internal int MostTaps { get; }

    internal static AxisTaps Direct(ConvolutionAxis axis)
    {
        var taps = new AxisTap[axis.Kernel];
        for (int k = 0; k < taps.Length; k++)
            taps[k] = new AxisTap(k, k * axis.Dilation - axis.PadBegin);
        return new AxisTaps(axis.In, axis.Out, axis.Kernel, 1, axis.Stride, [taps]);
    }

    internal static AxisTaps Adjoint(ConvolutionAxis axis)
    {
        var phases = new AxisTap[axis.Stride][];
        for (int phase = 0; phase < phases.Length; phase++)
        {
            var taps = new List<AxisTap>();
            for (int k = 0; k < axis.Kernel; k++)
            {
                int distance = phase + axis.PadBegin - k * axis.Dilation;
                if (distance % axis.Stride == 0)
                    taps.Add(new AxisTap(k, distance / axis.Stride));
            }

            phases[phase] = [.. taps];
        }

        return new AxisTaps(axis.Out, axis.In, axis.Kernel, axis.Stride, 1, phases);
    }

    /// <summary>The taps of a destination position.</summary>
    internal ReadOnlySpan<AxisTap> At(int destination) => _phases[destination % Period];

    /// <summary>The source position of a tap of <see cref="At"/>; it may lie outside of the source.</summary>
    internal int SourceOf(int destination, AxisTap tap) => destination / Period * Step + tap.Offset;

    /// <summary>A number of destination positions, at most <paramref name="most"/>, that groups of one phase fill evenly.</summary>
    internal int ChunkOf(int group, int most) => group * Period <= most ? most / (group * Period) * (group * Period) : most;

    /// <summary>The source position, relative to the first destination position, of the tap that reaches back farthest.</summary>
    internal int LowestOffset { get; }

    /// <summary>Source positions from the first to the last that the first destination position reads, those between counted.</summary>
    internal int Span { get; }

    /// <summary>
    /// 1 where the taps of the first destination position read one source position after the other, -1 where they do so backwards, and 0
    /// where they do not.
    /// </summary>
    internal int Direction
    {
        get
        {
            AxisTap[] taps = _phases[0];
            int direction = taps.Length < 2 ? 1 : taps[1].Offset - taps[0].Offset;
            return Math.Abs(direction) == 1 && Span == taps.Length ? direction : 0;
        }
    }

    /// <summary>Whether each destination position sums over <paramref name="taps"/> neighboring source positions and moves by one.</summary>
    internal bool IsDense(int taps) => Kernel == taps && Period == 1 && Step == 1 && Span == taps;

    /// <summary>
    /// Whether there is one tap and pixels go in pairs: source position i·<see cref="Step"/> with destination position i·<see cref="Period"/>.
    /// Destination positions between them read nothing.
    /// </summary>
    internal bool IsPointwise =>
        Kernel == 1 && _phases[0] is [{ Offset: 0 }] && (Pairs - 1) * Step < Source && (Pairs - 1) * Period < Destination;

    /// <summary>Of a pointwise axis, how many pairs of positions there are.</summary>
    internal int Pairs => Period == 1 ? Destination : Source;

    /// <summary>How many taps of a destination position lie inside of the source.</summary>
    internal int CountInside(int destination)
    {
        int count = 0;
        foreach (AxisTap tap in At(destination))
        {
            if ((uint)SourceOf(destination, tap) < (uint)Source)
                count++;
        }

        return count;
    }
}
