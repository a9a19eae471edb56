namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>A dense layer on a vector, or on the channels at each position.</summary>
/// <param name="Weight"><c>[out, in]</c>.</param>
/// <param name="Bias"><c>[out]</c>, or none.</param>
public sealed record Linear(OracleTensor Weight, OracleTensor? Bias = null) : AffineOperator
{
    /// <summary>Whether the input has spatial axes, at each position of which the map is applied.</summary>
    public bool PerPosition { get; init; }

    public override int[] OutputShape(IReadOnlyList<int[]> inputs) =>
        (PerPosition || inputs[0].Length == 1) && inputs[0][0] == Weight.Shape[1]
            ? [Weight.Shape[0], .. inputs[0][1..]]
            : throw new ArgumentException($"A dense layer of {Weight.Shape[1]} features got [{string.Join(", ", inputs[0])}].");

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) => new Rows(this, OracleTensor.CountOf(inputs[0].AsSpan(1)));

    private sealed class Rows(Linear layer, int positions) : ContributionMap
    {
        public override int InputLength => layer.Weight.Shape[1] * positions;

        public override int OutputLength => layer.Weight.Shape[0] * positions;

        public override int MaxTaps => layer.Weight.Shape[1];

        public override double Bias(int output) => layer.Bias?[output / positions] ?? 0;

        public override int Taps(int output, Span<int> inputs, Span<double> weights)
        {
            for (int i = 0; i < MaxTaps; i++)
            {
                inputs[i] = i * positions + output % positions;
                weights[i] = layer.Weight[output / positions * MaxTaps + i];
            }

            return MaxTaps;
        }
    }
}
