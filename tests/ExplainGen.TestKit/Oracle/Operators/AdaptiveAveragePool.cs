namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>
/// Averages each channel over a given number of nearly equal windows: output <c>o</c> of <c>n</c> covers the inputs from
/// <c>floor(o * extent / n)</c> to <c>ceil((o + 1) * extent / n)</c>, exclusive.
/// </summary>
/// <param name="Output">The spatial extents of the output.</param>
public sealed record AdaptiveAveragePool(params int[] Output) : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) =>
        inputs[0].Length == Output.Length + 1
            ? [inputs[0][0], .. Output]
            : throw new ArgumentException($"Pooling to {Output.Length} spatial axes got [{string.Join(", ", inputs[0])}].");

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) => new Averages(inputs[0], OutputShape(inputs));

    private sealed class Averages(int[] input, int[] output) : ContributionMap
    {
        public override int InputLength => OracleTensor.CountOf(input);

        public override int OutputLength => OracleTensor.CountOf(output);

        public override int MaxTaps => OracleTensor.CountOf(input.AsSpan(1));

        public override int Taps(int outputIndex, Span<int> inputs, Span<double> weights)
        {
            int[] at = Coordinates.Of(outputIndex, output);
            int[] window = [.. Enumerable.Range(1, input.Length - 1).Select(axis => End(at, axis) - Start(at, axis))];
            int count = OracleTensor.CountOf(window);
            var coordinates = new int[input.Length];
            coordinates[0] = at[0];
            for (int t = 0; t < count; t++)
            {
                int[] inWindow = Coordinates.Of(t, window);
                for (int axis = 1; axis < input.Length; axis++)
                    coordinates[axis] = Start(at, axis) + inWindow[axis - 1];
                inputs[t] = Coordinates.ToIndex(coordinates, input);
                weights[t] = 1.0 / count;
            }

            return count;
        }

        private int Start(int[] at, int axis) => at[axis] * input[axis] / output[axis];

        private int End(int[] at, int axis) => ((at[axis] + 1) * input[axis] + output[axis] - 1) / output[axis];
    }
}
