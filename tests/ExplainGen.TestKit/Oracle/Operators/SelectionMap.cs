namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>Every output is one input, or a constant zero: reshaping, padding, slicing, concatenation, nearest upsampling.</summary>
internal sealed class SelectionMap(int inputLength, int[] sources) : ContributionMap
{
    /// <summary>The source of an output that reads no input.</summary>
    public const int Nothing = -1;

    public override int InputLength => inputLength;

    public override int OutputLength => sources.Length;

    public override int MaxTaps => 1;

    public override int Taps(int output, Span<int> inputs, Span<double> weights)
    {
        if (sources[output] == Nothing)
            return 0;
        inputs[0] = sources[output];
        weights[0] = 1;
        return 1;
    }

    /// <summary>Asks, for the coordinates of every output, for the flat index of its source.</summary>
    public static SelectionMap Build(int inputLength, int[] outputShape, Func<int[], int> sourceOf)
    {
        var sources = new int[OracleTensor.CountOf(outputShape)];
        for (int i = 0; i < sources.Length; i++)
            sources[i] = sourceOf(Coordinates.Of(i, outputShape));
        return new SelectionMap(inputLength, sources);
    }
}
