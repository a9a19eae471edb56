namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>Averages each channel as a whole.</summary>
/// <param name="KeepAxes">Whether the output is <c>[channels, 1...]</c> rather than <c>[channels]</c>.</param>
public sealed record GlobalAveragePool(bool KeepAxes = true) : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => GlobalMaxPool.ChannelShape(inputs[0], KeepAxes);

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) =>
        new AdaptiveAveragePool([.. inputs[0].Skip(1).Select(_ => 1)]).Map(inputs);
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
