namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>The sum of two or more tensors of one shape.</summary>
public sealed record Add : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) =>
        inputs.All(shape => shape.AsSpan().SequenceEqual(inputs[0]))
            ? inputs[0]
            : throw new ArgumentException("The terms of a sum differ in shape.");

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) => new Terms(inputs.Count, OracleTensor.CountOf(inputs[0]));

    private sealed class Terms(int count, int length) : ContributionMap
    {
        public override int InputLength => count * length;

        public override int OutputLength => length;

        public override int MaxTaps => count;

        public override int Taps(int output, Span<int> inputs, Span<double> weights)
        {
            for (int term = 0; term < count; term++)
            {
                inputs[term] = term * length + output;
                weights[term] = 1;
            }

            return count;
        }
    }
}
