using System.Globalization;

namespace ExplainGen.Graph;

/// <summary>y = W a + b over activations that are never negative: the last layer of a regression, explained by flooding.</summary>
/// <param name="Count">Outputs.</param>
/// <param name="Bias">Whether it has a bias.</param>
public sealed record RegressionOperator(int? Features, int Count, bool Bias) : NeonOperator(Features)
{
    public override string Kind => "Regression";

    public override int Outputs => Count;

    public override bool HasGradient => true;

    public override bool ReadsActivations => true;

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) =>
        [("outputs", Count.ToString(CultureInfo.InvariantCulture)), ("bias", Bias ? "true" : "false")];

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "linear read-out", Bias ? "y_c = sum_j w_cj a_j + b_c, a_j >= 0" : "y_c = sum_j w_cj a_j, a_j >= 0",
            "R_j = w_cj (a_j - max(a_j - t, 0)), t the lowest level with sum_j R_j = R_c (flooding)"),
    ];

    public static Operator Create(ArgumentReader reader) =>
        new RegressionOperator(ReadFeatures(reader), reader.Positive("Outputs", 1), reader.Flag("Bias", true));

    public override IReadOnlyList<WeightTensor> Weights(Shape input)
    {
        var weight = new WeightTensor("weight", new Shape(Count, input.Channels));
        return Bias ? [weight, new WeightTensor("bias", new Shape(Count))] : [weight];
    }

    public override long MultiplyAdds(Shape input, Shape output) => Extent.Multiply(input.Channels, Count);
}
