namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>The largest of every window of each channel, over one to three spatial axes. Padding never wins.</summary>
/// <param name="Kernel">One for each spatial axis.</param>
public sealed record MaxPool(params int[] Kernel) : MaximumOperator
{
    /// <summary>One for each spatial axis; the kernel when null.</summary>
    public int[]? Stride { get; init; }

    /// <summary>Padding before each spatial axis; none when null.</summary>
    public int[]? PadBegin { get; init; }

    /// <summary>Padding after each spatial axis; as much as before when null.</summary>
    public int[]? PadEnd { get; init; }

    /// <summary>One for each spatial axis; ones when null.</summary>
    public int[]? Dilation { get; init; }

    /// <summary>Whether a last, incomplete window counts.</summary>
    public bool CeilMode { get; init; }

    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => [inputs[0][0], .. Windows(inputs[0]).Output];

    public override Func<int, int[]> Candidates(int[] inputShape)
    {
        SlidingWindow window = Windows(inputShape);
        int outputPlane = OracleTensor.CountOf(window.Output);
        int inputPlane = OracleTensor.CountOf(window.Input);
        return output =>
        {
            var positions = new int[window.KernelLength];
            int count = window.InBounds(output % outputPlane, positions, new int[window.KernelLength]);
            int plane = output / outputPlane * inputPlane;
            return [.. positions.Take(count).Select(position => plane + position)];
        };
    }

    private SlidingWindow Windows(int[] input)
    {
        int[] padBegin = PadBegin ?? new int[Kernel.Length];
        int[] ones = [.. Kernel.Select(_ => 1)];
        return new SlidingWindow(input[1..], Kernel, Stride ?? Kernel, padBegin, PadEnd ?? padBegin, Dilation ?? ones, CeilMode);
    }
}
