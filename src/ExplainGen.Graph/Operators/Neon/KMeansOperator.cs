namespace ExplainGen.Graph;

/// <summary>f_c = min over k other than c of |x - mu_k|^2 - |x - mu_c|^2: k-means as linear units, and a minimum over them.</summary>
/// <param name="Soft">Whether the minimum is a soft one: log odds of the soft assignment, divided by beta.</param>
public sealed record KMeansOperator(int? Features, int Clusters, bool Soft) : NeonOperator(Features)
{
    public override string Kind => "KMeans";

    public override int Outputs => Clusters;

    public override NeonRole Role => NeonRole.ClusterModel;

    public override bool HasGradient => true;

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) =>
        [("clusters", Clusters.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("soft", Soft ? "true" : "false")];

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "linear detection",
            "h_ck = w_ck x + b_ck = |x - mu_k|^2 - |x - mu_c|^2, w_ck = 2 (mu_c - mu_k), b_ck = |mu_k|^2 - |mu_c|^2",
            "R_i = sum_k (x_i - m_i) w_cki R_ck / h_ck, m = (mu_c + mu_k) / 2 (midpoint rule)"),
        new(NeonStage.Pooling, Soft ? "soft-min pooling" : "min-pooling",
            Soft ? "f_c = -1/beta log sum_k exp(-beta h_ck) over k other than c" : "f_c = min h_ck over k other than c",
            "R_ck = q_k R_c, q = softmin(beta h_c)"),
    ];

    public static Operator Create(ArgumentReader reader)
    {
        int clusters = reader.Positive("Clusters");
        if (!reader.Failed && clusters == 1)
            reader.ReportSingleCluster("Clusters");
        return new KMeansOperator(ReadFeatures(reader), clusters, reader.Flag("Soft", false));
    }

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
        [new("centroids", new Shape(Clusters, input.Channels)), new("beta", new Shape(1))];

    public override string Describe() => (Soft ? "soft " : "") + $"k{Clusters}";
}
