namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>
/// A transposed convolution over one to three spatial axes: the input at <c>p</c> adds to the outputs at
/// <c>p * stride - padding + k * dilation</c> for every element <c>k</c> of the kernel.
/// </summary>
/// <param name="Weight"><c>[in, out / groups, kernel...]</c>.</param>
/// <param name="Bias"><c>[out]</c>, or none.</param>
public sealed record TransposedConvolution(OracleTensor Weight, OracleTensor? Bias = null) : AffineOperator
{
    /// <summary>One for each spatial axis; ones when null.</summary>
    public int[]? Stride { get; init; }

    /// <summary>Outputs cut off before each spatial axis; none when null.</summary>
    public int[]? PadBegin { get; init; }

    /// <summary>Outputs cut off after each spatial axis; as many as before when null.</summary>
    public int[]? PadEnd { get; init; }

    /// <summary>Outputs added after each spatial axis; none when null.</summary>
    public int[]? OutputPadding { get; init; }

    /// <summary>One for each spatial axis; ones when null.</summary>
    public int[]? Dilation { get; init; }

    public int Groups { get; init; } = 1;

    public override int[] OutputShape(IReadOnlyList<int[]> inputs)
    {
        int[] input = inputs[0];
        int[] kernel = Weight.Shape[2..];
        if (input.Length != kernel.Length + 1 || input[0] != Weight.Shape[0])
        {
            throw new ArgumentException(
                $"A transposed convolution of [{string.Join(", ", Weight.Shape)}] got [{string.Join(", ", input)}].");
        }

        return
        [
            Weight.Shape[1] * Groups,
            .. Enumerable.Range(0, kernel.Length).Select(axis =>
                (input[axis + 1] - 1) * At(Stride, axis, 1) - At(PadBegin, axis, 0) - At(PadEnd ?? PadBegin, axis, 0)
                + At(Dilation, axis, 1) * (kernel[axis] - 1) + At(OutputPadding, axis, 0) + 1),
        ];
    }

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) => new Spread(this, inputs[0], OutputShape(inputs));

    private static int At(int[]? values, int axis, int fallback) => values?[axis] ?? fallback;

    private sealed class Spread(TransposedConvolution layer, int[] input, int[] output) : ContributionMap
    {
        private readonly int[] _kernel = layer.Weight.Shape[2..];
        private readonly int _kernelLength = OracleTensor.CountOf(layer.Weight.Shape.AsSpan(2));
        private readonly int _inputPlane = OracleTensor.CountOf(input.AsSpan(1));
        private readonly int _outputPlane = OracleTensor.CountOf(output.AsSpan(1));
        private readonly int _outputsOfGroup = layer.Weight.Shape[1];
        private readonly int _channelsOfGroup = input[0] / layer.Groups;

        public override int InputLength => OracleTensor.CountOf(input);

        public override int OutputLength => OracleTensor.CountOf(output);

        public override int MaxTaps => _channelsOfGroup * _kernelLength;

        public override double Bias(int outputIndex) => layer.Bias?[outputIndex / _outputPlane] ?? 0;

        public override int Taps(int outputIndex, Span<int> inputs, Span<double> weights)
        {
            int outputChannel = outputIndex / _outputPlane;
            int group = outputChannel / _outputsOfGroup;
            int[] at = Coordinates.Of(outputIndex % _outputPlane, output.AsSpan(1));
            int count = 0;
            for (int k = 0; k < _kernelLength; k++)
            {
                int position = InputPosition(at, Coordinates.Of(k, _kernel));
                if (position < 0)
                    continue;
                for (int c = 0; c < _channelsOfGroup; c++)
                {
                    int channel = group * _channelsOfGroup + c;
                    inputs[count] = channel * _inputPlane + position;
                    weights[count++] =
                        layer.Weight[(channel * _outputsOfGroup + outputChannel % _outputsOfGroup) * _kernelLength + k];
                }
            }

            return count;
        }

        /// <summary>The input position that kernel element <paramref name="k"/> carries to this output, or -1.</summary>
        private int InputPosition(int[] at, int[] k)
        {
            int position = 0;
            for (int axis = 0; axis < at.Length; axis++)
            {
                int stride = At(layer.Stride, axis, 1);
                int scaled = at[axis] + At(layer.PadBegin, axis, 0) - k[axis] * At(layer.Dilation, axis, 1);
                if (scaled < 0 || scaled % stride != 0 || scaled / stride >= input[axis + 1])
                    return -1;
                position = position * input[axis + 1] + scaled / stride;
            }

            return position;
        }
    }
}
