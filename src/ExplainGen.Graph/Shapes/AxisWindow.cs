namespace ExplainGen.Graph;

/// <summary>A sliding window along one axis, resolved for an input size.</summary>
/// <param name="Out">Below 1 where the window does not fit.</param>
public readonly record struct AxisWindow(int In, int Out, int Kernel, int Stride, int Dilation, int PadBegin, int PadEnd)
{
    /// <summary>An axis that the window does not move along.</summary>
    public static AxisWindow None { get; } = new(1, 1, 1, 1, 1, 0, 0);

    /// <summary>Input elements that one output covers, dilation included.</summary>
    public long Reach => ((Kernel - 1L) * Dilation) + 1;

    /// <summary>Elements past the end of the input that the last window touches.</summary>
    public int Overhang => Extent.ToAxis(Math.Max(0, ((Out - 1L) * Stride) - PadBegin + Reach - In));
}
