using System.Globalization;

namespace ExplainGen.Graph;

/// <summary>How the units of a kernel classifier share relevance among features.</summary>
public enum SvmRuleKind
{
    Hybrid,
    Midpoint,
    GradientTimesInput,
}

/// <summary>
/// g = log( sum+ / sum- ) of the positive and the negative part of a decision function with the Gaussian kernel; of more than two classes
/// the least of a class against the others.
/// </summary>
public sealed record RbfSvmOperator(int? Features, int Classes, SvmRuleKind Rule) : NeonOperator(Features)
{
    // Beyond, the pairs of classes are more than an integer counts.
    private const int MostClasses = 46340;

    public override string Kind => "RbfSvm";

    public override int Outputs => Classes == 2 ? 1 : Classes;

    public override NeonRole Role => NeonRole.Classifier;

    public override bool HasGradient => true;

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) =>
        [("classes", Classes.ToString(CultureInfo.InvariantCulture)), ("rule", "global::ExplainGen.SvmRule." + Rule)];

    public override IReadOnlyList<NeonLayer> Layers
    {
        get
        {
            NeonLayer detection = KernelRatioLayers.Detection(
                "u_n with positive coefficients a_n", "v_j with negative ones; a bias is one of them at x",
                " + (log a_n - log a_j) / gamma", Rule switch
                {
                    SvmRuleKind.Midpoint => KernelRatioLayers.MidpointRule,
                    SvmRuleKind.GradientTimesInput =>
                        "R_i = 2 gamma x_i ( sum_n p_n u_ni - sum_j p_j v_ji ) R / g, gradient times input; the rest is the bias's",
                    _ => "R = (1 - eta) gradient times input + eta midpoint rule, eta by gamma; the rest is the bias's",
                });
            return Outputs == 1
                ? [detection, .. KernelRatioLayers.Pooling]
                :
                [
                    detection, .. KernelRatioLayers.Pooling,
                    new(NeonStage.Pooling, "min-pooling", "f_c = min g_ck over k other than c", "R_ck = q_k R_c, q = softmin(g_c)"),
                ];
        }
    }

    public static Operator Create(ArgumentReader reader)
    {
        int classes = reader.Positive("Classes");
        if (!reader.Failed && classes == 1)
            reader.ReportSingleCluster("Classes");
        if (classes > MostClasses)
            reader.Report("Classes", "at most " + ArgumentReader.Format(MostClasses), ArgumentReader.Format(classes));
        return new RbfSvmOperator(ReadFeatures(reader), classes, reader.Member("Rule", SvmRuleKind.Hybrid));
    }

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
    [
        new("support_vectors", new Shape(WeightTensor.Loaded, input.Channels)),
        new("coefficients", new Shape(Classes - 1, WeightTensor.Loaded)),
        new("gamma", new Shape(1)),
        new("bias", new Shape(Classes * (Classes - 1) / 2)),
        new("counts", new Shape(Classes)),
    ];

    public override string Describe() => $"{Classes} classes, {Rule}";
}
