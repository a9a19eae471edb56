namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>A convolution over one to three spatial axes, padded with zeros.</summary>
/// <param name="Weight"><c>[out, in / groups, kernel...]</c>.</param>
/// <param name="Bias"><c>[out]</c>, or none.</param>
public sealed record Convolution(OracleTensor Weight, OracleTensor? Bias = null) : AffineOperator
{
    /// <summary>One for each spatial axis; ones when null.</summary>
    public int[]? Stride { get; init; }

    /// <summary>Zeros put before each spatial axis; none when null.</summary>
    public int[]? PadBegin { get; init; }

    /// <summary>Zeros put after each spatial axis; as many as before when null.</summary>
    public int[]? PadEnd { get; init; }

    /// <summary>One for each spatial axis; ones when null.</summary>
    public int[]? Dilation { get; init; }

    public int Groups { get; init; } = 1;

    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => [Weight.Shape[0], .. Windows(inputs[0]).Output];

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) => new Windowed(this, Windows(inputs[0]), inputs[0][0]);

    private SlidingWindow Windows(int[] input)
    {
        int[] kernel = Weight.Shape[2..];
        if (input.Length != kernel.Length + 1 || input[0] != Weight.Shape[1] * Groups)
            throw new ArgumentException($"A convolution of [{string.Join(", ", Weight.Shape)}] got [{string.Join(", ", input)}].");
        int[] padBegin = PadBegin ?? new int[kernel.Length];
        int[] ones = [.. kernel.Select(_ => 1)];
        return new SlidingWindow(input[1..], kernel, Stride ?? ones, padBegin, PadEnd ?? padBegin, Dilation ?? ones);
    }

    private sealed class Windowed(Convolution layer, SlidingWindow window, int channels) : ContributionMap
    {
        private readonly int _inputPlane = OracleTensor.CountOf(window.Input);
        private readonly int _outputPlane = OracleTensor.CountOf(window.Output);
        private readonly int _channelsOfGroup = layer.Weight.Shape[1];
        private readonly int _outputsOfGroup = layer.Weight.Shape[0] / layer.Groups;

        public override int InputLength => channels * _inputPlane;

        public override int OutputLength => layer.Weight.Shape[0] * _outputPlane;

        public override int MaxTaps => _channelsOfGroup * window.KernelLength;

        public override double Bias(int output) => layer.Bias?[output / _outputPlane] ?? 0;

        public override int Taps(int output, Span<int> inputs, Span<double> weights)
        {
            Span<int> positions = stackalloc int[window.KernelLength];
            Span<int> taps = stackalloc int[window.KernelLength];
            int inBounds = window.InBounds(output % _outputPlane, positions, taps);
            int outputChannel = output / _outputPlane;
            int firstChannel = outputChannel / _outputsOfGroup * _channelsOfGroup;
            int count = 0;
            for (int c = 0; c < _channelsOfGroup; c++)
            {
                int plane = (firstChannel + c) * _inputPlane;
                int kernel = (outputChannel * _channelsOfGroup + c) * window.KernelLength;
                for (int t = 0; t < inBounds; t++)
                {
                    inputs[count] = plane + positions[t];
                    weights[count++] = layer.Weight.Values[kernel + taps[t]];
                }
            }

            return count;
        }
    }
}
