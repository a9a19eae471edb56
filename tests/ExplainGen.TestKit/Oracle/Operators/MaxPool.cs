namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>An operator whose every output is the largest of a window of inputs. The first of equal inputs wins.</summary>
public abstract record MaximumOperator : OracleOperator
{
    /// <summary>For an input of this shape: the flat input indices that an output chooses from, in row-major order.</summary>
    public abstract Func<int, int[]> Candidates(int[] inputShape);

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs)
    {
        OracleTensor result = OracleTensor.Zeros(OutputShape(ShapesOf(inputs)));
        Func<int, int[]> candidates = Candidates(inputs[0].Shape);
        for (int j = 0; j < result.Length; j++)
            result.Values[j] = inputs[0][Winner(inputs[0], candidates(j))];
        return result;
    }

    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent)
    {
        OracleTensor result = OracleTensor.Zeros(inputs[0].Shape);
        Func<int, int[]> candidates = Candidates(inputs[0].Shape);
        for (int j = 0; j < cotangent.Length; j++)
            result.Values[Winner(inputs[0], candidates(j))] += cotangent[j];
        return [result];
    }

    private static int Winner(OracleTensor input, int[] candidates)
    {
        int winner = candidates[0];
        foreach (int candidate in candidates)
        {
            if (input[candidate] > input[winner])
                winner = candidate;
        }

        return winner;
    }
}

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

/// <summary>The largest value of each channel.</summary>
/// <param name="KeepAxes">Whether the output is <c>[channels, 1...]</c> rather than <c>[channels]</c>.</param>
public sealed record GlobalMaxPool(bool KeepAxes = true) : MaximumOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => ChannelShape(inputs[0], KeepAxes);

    public override Func<int, int[]> Candidates(int[] inputShape)
    {
        int plane = OracleTensor.CountOf(inputShape.AsSpan(1));
        return output => [.. Enumerable.Range(output * plane, plane)];
    }

    internal static int[] ChannelShape(int[] input, bool keepAxes) =>
        keepAxes ? [input[0], .. input.Skip(1).Select(_ => 1)] : [input[0]];
}
