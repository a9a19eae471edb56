namespace ExplainGen.Graph;

/// <summary>
/// y = (x - mean) / sqrt(spread + epsilon) * weight + bias, with statistics of the input itself (of sets of its elements) and with weight
/// and bias a channel.
/// </summary>
/// <param name="HasGain">Whether the weight is there.</param>
/// <param name="HasBias">Whether the bias is.</param>
public abstract record NormalizationOperator(double Epsilon, bool HasGain, bool HasBias) : Operator
{
    public override OperatorClass Class => OperatorClass.Normalization;

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => inputs[0];

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => Interval.Unbounded;

    public override IReadOnlyList<WeightTensor> Weights(Shape input)
    {
        var channels = new Shape(input.Channels);
        WeightTensor weight = new("weight", channels), bias = new("bias", channels);
        return (HasGain, HasBias) switch { (false, _) => [], (true, false) => [weight], _ => [weight, bias] };
    }

    // Under 0 it is no number at all, and at 0 elements that are all equal would be divided by 0.
    private protected static double ReadEpsilon(ArgumentReader reader, double fallback) =>
        reader.Real("Epsilon", fallback, v => (float)v > 0, "above 0");
}

/// <summary>Over the channels of each position (<c>torch.nn.LayerNorm</c> of the features of a token).</summary>
public sealed record LayerNormOperator(double Epsilon, bool HasGain, bool HasBias) : NormalizationOperator(Epsilon, HasGain, HasBias)
{
    public override string Kind => "LayerNorm";

    public static Operator Create(ArgumentReader reader)
    {
        bool affine = reader.Flag("Affine", true);
        return new LayerNormOperator(ReadEpsilon(reader, 1e-5), affine, affine && reader.Flag("Bias", true));
    }
}

/// <summary>y = x / sqrt(mean x^2 + epsilon) * weight over the channels of each position (<c>torch.nn.RMSNorm</c>).</summary>
public sealed record RmsNormOperator(double Epsilon, bool HasGain) : NormalizationOperator(Epsilon, HasGain, false)
{
    public override string Kind => "RmsNorm";

    public static Operator Create(ArgumentReader reader) => new RmsNormOperator(ReadEpsilon(reader, 1e-6), reader.Flag("Affine", true));

    // Nothing is subtracted: signs stay, unless weights turn them.
    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => HasGain
        ? Interval.Unbounded
        : new(inputs[0].IsNonNegative ? 0 : double.NegativeInfinity, inputs[0].IsNonPositive ? 0 : double.PositiveInfinity);
}

/// <summary>Over the channels of each group at all positions (<c>torch.nn.GroupNorm</c>).</summary>
public sealed record GroupNormOperator(int Groups, double Epsilon, bool Affine) : NormalizationOperator(Epsilon, Affine, Affine)
{
    public override string Kind => "GroupNorm";

    public static Operator Create(ArgumentReader reader) =>
        new GroupNormOperator(reader.Positive("Groups"), ReadEpsilon(reader, 1e-5), reader.Flag("Affine", true));

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        if (!Grouping.Accepts(Groups, inputs[0], check))
            return null;
        return inputs[0].Count > Groups
            ? inputs[0]
            : check.Fail(0, inputs[0], "each of its groups is one number, which deviates from itself by 0");
    }

    public override string Describe() => $"g{Groups}";
}

/// <summary>Over all positions of each channel (<c>torch.nn.InstanceNorm1d/2d/3d</c>).</summary>
public sealed record InstanceNormOperator(double Epsilon, bool Affine) : NormalizationOperator(Epsilon, Affine, Affine)
{
    public override string Kind => "InstanceNorm";

    public static Operator Create(ArgumentReader reader) =>
        new InstanceNormOperator(ReadEpsilon(reader, 1e-5), reader.Flag("Affine", false));

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => inputs[0].IsVector
        ? check.Fail(0, inputs[0], "it has one position, and what is normalized are the positions of each channel")
        : inputs[0];
}
