namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>A dense layer on a vector.</summary>
/// <param name="Weight"><c>[out, in]</c>.</param>
/// <param name="Bias"><c>[out]</c>, or none.</param>
public sealed record Linear(OracleTensor Weight, OracleTensor? Bias = null) : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) =>
        inputs[0].Length == 1 && inputs[0][0] == Weight.Shape[1]
            ? [Weight.Shape[0]]
            : throw new ArgumentException($"A dense layer of {Weight.Shape[1]} features got [{string.Join(", ", inputs[0])}].");

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) => new Rows(this);

    private sealed class Rows(Linear layer) : ContributionMap
    {
        public override int InputLength => layer.Weight.Shape[1];

        public override int OutputLength => layer.Weight.Shape[0];

        public override int MaxTaps => InputLength;

        public override double Bias(int output) => layer.Bias?[output] ?? 0;

        public override int Taps(int output, Span<int> inputs, Span<double> weights)
        {
            for (int i = 0; i < InputLength; i++)
            {
                inputs[i] = i;
                weights[i] = layer.Weight[output * InputLength + i];
            }

            return InputLength;
        }
    }
}
