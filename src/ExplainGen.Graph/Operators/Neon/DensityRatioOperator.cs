namespace ExplainGen.Graph;

/// <summary>g = log( mean_i k(x, u_i) / mean_j k(x, v_j) ): the log ratio of two kernel density estimates.</summary>
public sealed record DensityRatioOperator(int? Features) : NeonOperator(Features)
{
    public override string Kind => "DensityRatio";

    public override int Outputs => 1;

    public override bool HasGradient => true;

    public override IReadOnlyList<NeonLayer> Layers => KernelRatioLayers.Midpoint("u_n of the numerator", "v_j of the denominator", "");

    public static Operator Create(ArgumentReader reader) => new DensityRatioOperator(ReadFeatures(reader));

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
    [
        new("numerator", new Shape(WeightTensor.Loaded, input.Channels)),
        new("denominator", new Shape(WeightTensor.Loaded, input.Channels)),
        new("gamma", new Shape(1)),
    ];
}
