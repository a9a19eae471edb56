using System.Globalization;

namespace ExplainGen.Graph;

/// <summary>f_c = log P_c / (1 - P_c) of Gaussians with a covariance each: quadratic units, and a soft-min over them.</summary>
/// <param name="Model">The kind: a mixture, or quadratic discriminant analysis.</param>
/// <param name="Count">Components or classes.</param>
public sealed record GaussianMixtureOperator(int? Features, string Model, int Count) : NeonOperator(Features)
{
    public override string Kind => Model;

    public override int Outputs => Count;

    public override NeonRole Role => Model == "Qda" ? NeonRole.Classifier : NeonRole.ClusterModel;

    public override bool HasGradient => true;

    public override string KernelType(Shape input) => "GaussianMixtureHead";

    public override string ParametersType => "GaussianMixtureParameters";

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) =>
        [("components", Count.ToString(CultureInfo.InvariantCulture))];

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "quadratic detection",
            "h_ck = l_c - l_k = (q_k - q_c) / 2 + b_ck, q_k = (x - mu_k) P_k (x - mu_k), b_ck of log priors and log determinants",
            "R_i = sum_k (d_ki (P_k d_k)_i - d_ci (P_c d_c)_i) / 2 R_ck / h_ck, d_k = x - mu_k; what b_ck explains is the bias's"),
        LdaOperator.Pooling,
    ];

    public static Operator CreateGaussianMixture(ArgumentReader reader) =>
        new GaussianMixtureOperator(ReadFeatures(reader), "GaussianMixture", ReadClasses(reader, "Components"));

    public static Operator CreateQda(ArgumentReader reader) =>
        new GaussianMixtureOperator(ReadFeatures(reader), "Qda", ReadClasses(reader));

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
    [
        new("log_priors", new Shape(Count)),
        new("means", new Shape(Count, input.Channels)),
        new("precisions", new Shape(Count, input.Channels, input.Channels)),
        new("log_determinants", new Shape(Count)),
    ];

    public override long MultiplyAdds(Shape input, Shape output) =>
        Extent.Multiply(Extent.Multiply(input.Channels, input.Channels), Count);

    public override string Describe() => $"k{Count}";
}
