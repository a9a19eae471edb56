namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>Averages windows of each channel, over one to three spatial axes.</summary>
/// <param name="Kernel">One for each spatial axis.</param>
public sealed record AveragePool(params int[] Kernel) : AffineOperator
{
    /// <summary>One for each spatial axis; the kernel when null.</summary>
    public int[]? Stride { get; init; }

    /// <summary>Zeros put before each spatial axis; none when null.</summary>
    public int[]? PadBegin { get; init; }

    /// <summary>Zeros put after each spatial axis; as many as before when null.</summary>
    public int[]? PadEnd { get; init; }

    /// <summary>Whether a last, incomplete window counts. What it reaches beyond the padding never enters its divisor.</summary>
    public bool CeilMode { get; init; }

    /// <summary>Whether padded zeros enter the divisor.</summary>
    public bool CountIncludePad { get; init; } = true;

    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => [inputs[0][0], .. Windows(inputs[0]).Output];

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) => new Averages(this, Windows(inputs[0]), inputs[0][0]);

    private SlidingWindow Windows(int[] input)
    {
        int[] padBegin = PadBegin ?? new int[Kernel.Length];
        int[] ones = [.. Kernel.Select(_ => 1)];
        return new SlidingWindow(input[1..], Kernel, Stride ?? Kernel, padBegin, PadEnd ?? padBegin, ones, CeilMode);
    }

    private sealed class Averages(AveragePool pool, SlidingWindow window, int channels) : ContributionMap
    {
        private readonly int _inputPlane = OracleTensor.CountOf(window.Input);
        private readonly int _outputPlane = OracleTensor.CountOf(window.Output);

        public override int InputLength => channels * _inputPlane;

        public override int OutputLength => channels * _outputPlane;

        public override int MaxTaps => window.KernelLength;

        public override int Taps(int output, Span<int> inputs, Span<double> weights)
        {
            Span<int> kernelElements = stackalloc int[window.KernelLength];
            int position = output % _outputPlane;
            int count = window.InBounds(position, inputs, kernelElements);
            double divisor = pool.CountIncludePad ? window.PaddedCount(position) : count;
            for (int t = 0; t < count; t++)
            {
                inputs[t] += output / _outputPlane * _inputPlane;
                weights[t] = 1 / divisor;
            }

            return count;
        }
    }
}
