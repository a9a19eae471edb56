namespace ExplainGen.Graph;

/// <summary>d^2 = (x - m) P (x - m): the squared Mahalanobis distance as one quadratic unit.</summary>
public sealed record MahalanobisOperator(int? Features) : NeonOperator(Features)
{
    public override string Kind => "Mahalanobis";

    public override int Outputs => 1;

    public override bool HasGradient => true;

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "whitening", "g = P (x - m), P the inverse of the covariance", "R_i = (x_i - m_i) g_i R / d^2"),
        new(NeonStage.Pooling, "product", "d^2 = sum_i (x_i - m_i) g_i", "R of the unit = R"),
    ];

    public static Operator Create(ArgumentReader reader) => new MahalanobisOperator(ReadFeatures(reader));

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
        [new("mean", new Shape(input.Channels)), new("precision", new Shape(input.Channels, input.Channels))];

    public override long MultiplyAdds(Shape input, Shape output) => Extent.Multiply(input.Channels, input.Channels);
}
