using System.Globalization;

namespace ExplainGen.Graph;

/// <summary>What the error of a reconstruction is attributed to.</summary>
public enum PcaAttribution
{
    Input,
    Residual,
}

/// <summary>e = |r|^2, r = d - V^T V d, d = x - m: what principal components leave of an input.</summary>
public sealed record PcaReconstructionOperator(int? Features, int Components, PcaAttribution Attribution) : NeonOperator(Features)
{
    public override string Kind => "PcaReconstruction";

    public override int Outputs => 1;

    public override bool HasGradient => true;

    public override string ParametersType => "PcaParameters";

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) =>
    [
        ("components", Components.ToString(CultureInfo.InvariantCulture)),
        ("attribution", "global::ExplainGen.PcaAttribution." + Attribution),
    ];

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "residual", "r = d - V^T V d, d = x - m, V the components", Attribution == PcaAttribution.Input
            ? "R_i = d_i r_i R / e, which sums up to R as r is a projection of d"
            : "R_i = r_i^2 R / e"),
        new(NeonStage.Pooling, "squared length", "e = sum_i r_i^2", "R of residual i = r_i^2 R / e"),
    ];

    public static Operator Create(ArgumentReader reader) => new PcaReconstructionOperator(
        ReadFeatures(reader), reader.Positive("Components"), reader.Member("Attribution", PcaAttribution.Input));

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
        [new("mean", new Shape(input.Channels)), new("components", new Shape(Components, input.Channels))];

    public override long MultiplyAdds(Shape input, Shape output) => 2 * Extent.Multiply(input.Channels, Components);

    public override string Describe() => $"c{Components} {Attribution}";
}
