namespace ExplainGen.Graph;

/// <summary>
/// o = -log sum_j a_j exp(-gamma |x - u_j|^2), which rises with the distance to the center of a support vector data description in
/// feature space.
/// </summary>
public sealed record SvddOperator(int? Features) : NeonOperator(Features)
{
    public override string Kind => "Svdd";

    public override int Outputs => 1;

    public override NeonRole Role => NeonRole.OutlierDetector;

    public override bool HasGradient => true;

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "squared distance", "d_j^2 = |x - u_j|^2 to each support vector u_j",
            "R_i = sum_j p_j min(o / d_j^2, gamma) (x_i - u_ji)^2 R / o; what log a_j explains is the bias's"),
        new(NeonStage.Detection, "effective distance", "h_j = gamma d_j^2 - log a_j, a in sum 1", null),
        new(NeonStage.Pooling, "soft-min pooling", "o = -log sum_j exp(-h_j)", "R_j = p_j R, p_j = exp(o - h_j)"),
    ];

    public static Operator Create(ArgumentReader reader) => new SvddOperator(ReadFeatures(reader));

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
    [
        new("support_vectors", new Shape(WeightTensor.Loaded, input.Channels)),
        new("coefficients", new Shape(WeightTensor.Loaded)),
        new("gamma", new Shape(1)),
        new("radius", new Shape(1)),
    ];
}
