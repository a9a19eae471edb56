namespace ExplainGen.Graph;

/// <summary>o = |x - c|^2: the distance of features to the center of a deep support vector data description.</summary>
public sealed record DeepSvddOperator(int? Features) : NeonOperator(Features)
{
    public override string Kind => "DeepSvdd";

    public override int Outputs => 1;

    public override bool HasGradient => true;

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "squared distance", "d^2 = |x - c|^2 to the center c", "R_i = (x_i - c_i)^2 / d^2 R"),
        new(NeonStage.Pooling, "pooling of one unit", "o = d^2", "all of R is the unit's"),
    ];

    public static Operator Create(ArgumentReader reader) => new DeepSvddOperator(ReadFeatures(reader));

    public override IReadOnlyList<WeightTensor> Weights(Shape input) => [new("center", new Shape(input.Channels))];

    public override long MultiplyAdds(Shape input, Shape output) => input.Channels;
}
