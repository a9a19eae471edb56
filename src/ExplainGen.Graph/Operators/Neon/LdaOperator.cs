using System.Globalization;

namespace ExplainGen.Graph;

/// <summary>f_c = log P_c / (1 - P_c) of Gaussian classes with one covariance: linear units, and a soft-min over them.</summary>
public sealed record LdaOperator(int? Features, int Classes) : NeonOperator(Features)
{
    public override string Kind => "Lda";

    public override int Outputs => Classes;

    public override NeonRole Role => NeonRole.Classifier;

    public override bool HasGradient => true;

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) =>
        [("classes", Classes.ToString(CultureInfo.InvariantCulture))];

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "linear detection",
            "h_ck = l_c - l_k = w_ck (x - m_ck) + b_ck, w_ck = P (mu_c - mu_k), m_ck = (mu_c + mu_k) / 2, b_ck = log(pi_c / pi_k)",
            "R_i = sum_k w_cki (x_i - m_cki) R_ck / h_ck (midpoint rule); what b_ck explains is the bias's"),
        Pooling,
    ];

    /// <summary>How units become log odds, here and with covariances that differ.</summary>
    internal static NeonLayer Pooling { get; } = new(
        NeonStage.Pooling, "soft-min pooling",
        "f_c = log P_c / (1 - P_c) = -log sum_k exp(-h_ck) over k other than c", "R_ck = q_k R_c, q = softmin(h_c)");

    public static Operator Create(ArgumentReader reader) => new LdaOperator(ReadFeatures(reader), ReadClasses(reader));

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
    [
        new("log_priors", new Shape(Classes)),
        new("means", new Shape(Classes, input.Channels)),
        new("precision", new Shape(input.Channels, input.Channels)),
    ];

    public override long MultiplyAdds(Shape input, Shape output) => Extent.Multiply(input.Channels, Classes);

    public override string Describe() => $"k{Classes}";
}
