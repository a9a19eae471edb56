namespace ExplainGen.Graph;

/// <summary>
/// o = -1/gamma log( 1/N sum_j exp(-gamma |x - u_j|^2) ): a kernel density estimate as distances, and a soft minimum over them.
/// </summary>
public sealed record KdeOperator(int? Features) : NeonOperator(Features)
{
    public override string Kind => "Kde";

    public override int Outputs => 1;

    public override bool HasGradient => true;

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "squared distance", "d_j^2 = |x - u_j|^2 to each point u_j",
            "R_i = sum_j (x_i - u_ji)^2 / d_j^2 R_j"),
        new(NeonStage.Pooling, "soft-min pooling", "o = -1/gamma log( 1/N sum_j exp(-gamma d_j^2) )",
            "R_j = p_j R, p = softmin(gamma d^2); what a point on the input would get is dropped"),
    ];

    public static Operator Create(ArgumentReader reader) => new KdeOperator(ReadFeatures(reader));

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
        [new("points", new Shape(WeightTensor.Loaded, input.Channels)), new("gamma", new Shape(1))];
}
