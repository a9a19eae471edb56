namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>Batch normalization in evaluation mode: <c>gamma (x - mean) / sqrt(variance + epsilon) + beta</c> on each channel.</summary>
/// <param name="Mean"><c>[channels]</c>.</param>
/// <param name="Variance"><c>[channels]</c>.</param>
/// <param name="Weight">gamma, <c>[channels]</c>; ones when null.</param>
/// <param name="Bias">beta, <c>[channels]</c>; zeros when null.</param>
public sealed record BatchNorm(
    OracleTensor Mean, OracleTensor Variance, OracleTensor? Weight = null, OracleTensor? Bias = null, double Epsilon = 1e-5)
    : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => inputs[0];

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) => new Diagonal(this, inputs[0]);

    /// <summary>What a channel is multiplied by.</summary>
    public double Scale(int channel) => (Weight?[channel] ?? 1) / Math.Sqrt(Variance[channel] + Epsilon);

    /// <summary>What is added to a channel afterwards.</summary>
    public double Shift(int channel) => (Bias?[channel] ?? 0) - Mean[channel] * Scale(channel);

    private sealed class Diagonal(BatchNorm layer, int[] shape) : ContributionMap
    {
        private readonly int _plane = OracleTensor.CountOf(shape.AsSpan(1));

        public override int InputLength => OracleTensor.CountOf(shape);

        public override int OutputLength => InputLength;

        public override int MaxTaps => 1;

        public override double Bias(int output) => layer.Shift(output / _plane);

        public override int Taps(int output, Span<int> inputs, Span<double> weights)
        {
            inputs[0] = output;
            weights[0] = layer.Scale(output / _plane);
            return 1;
        }
    }
}
