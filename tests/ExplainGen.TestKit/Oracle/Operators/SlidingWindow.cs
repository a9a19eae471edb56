namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>The windows of a convolution or pooling over the spatial axes, any number of them.</summary>
/// <param name="Input">The spatial extents of the input.</param>
internal sealed record SlidingWindow(
    int[] Input, int[] Kernel, int[] Stride, int[] PadBegin, int[] PadEnd, int[] Dilation, bool CeilMode = false)
{
    private readonly int[][] _taps = [.. Enumerable.Range(0, OracleTensor.CountOf(Kernel)).Select(k => Coordinates.Of(k, Kernel))];

    public int[] Output { get; } = [.. Enumerable.Range(0, Input.Length).Select(axis =>
        OutputExtent(Input[axis], Kernel[axis], Stride[axis], PadBegin[axis], PadEnd[axis], Dilation[axis], CeilMode))];

    public int KernelLength => _taps.Length;

    /// <summary>The input positions in the window of one output position, row-major, without those in the padding.</summary>
    /// <param name="position">The flat output position.</param>
    /// <param name="inputs">Flat input positions.</param>
    /// <param name="taps">Which element of the kernel lies on each of them.</param>
    public int InBounds(int position, Span<int> inputs, Span<int> taps)
    {
        int[] at = Coordinates.Of(position, Output);
        int count = 0;
        for (int k = 0; k < _taps.Length; k++)
        {
            int index = 0;
            bool inside = true;
            for (int axis = 0; axis < Input.Length; axis++)
            {
                int coordinate = at[axis] * Stride[axis] - PadBegin[axis] + _taps[k][axis] * Dilation[axis];
                inside &= coordinate >= 0 && coordinate < Input[axis];
                index = index * Input[axis] + coordinate;
            }

            if (!inside)
                continue;
            inputs[count] = index;
            taps[count++] = k;
        }

        return count;
    }

    /// <summary>How many positions the window covers when the padding counts, but what lies beyond it does not.</summary>
    public int PaddedCount(int position)
    {
        int[] at = Coordinates.Of(position, Output);
        int count = 1;
        for (int axis = 0; axis < Input.Length; axis++)
        {
            int start = at[axis] * Stride[axis] - PadBegin[axis];
            count *= Math.Min(start + Kernel[axis], Input[axis] + PadEnd[axis]) - start;
        }

        return count;
    }

    private static int OutputExtent(int input, int kernel, int stride, int padBegin, int padEnd, int dilation, bool ceilMode)
    {
        int room = input + padBegin + padEnd - dilation * (kernel - 1) - 1;
        if (room < 0)
            throw new ArgumentException($"A window of {kernel} (dilation {dilation}) does not fit {input} + {padBegin} + {padEnd}.");
        if (!ceilMode)
            return room / stride + 1;
        int count = (room + stride - 1) / stride + 1;

        // The last window must start inside the input or the padding before it.
        return (count - 1) * stride >= input + padBegin ? count - 1 : count;
    }
}
