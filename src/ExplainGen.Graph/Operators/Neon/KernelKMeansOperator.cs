using System.Globalization;

namespace ExplainGen.Graph;

/// <summary>
/// f_c = min over k other than c of D_k - D_c, where D is the soft-min distance to the members of a cluster: kernel k-means.
/// </summary>
public sealed record KernelKMeansOperator(int? Features, int Clusters) : NeonOperator(Features)
{
    public override string Kind => "KernelKMeans";

    public override int Outputs => Clusters;

    public override NeonRole Role => NeonRole.ClusterModel;

    public override bool HasGradient => true;

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) =>
        [("clusters", Clusters.ToString(CultureInfo.InvariantCulture))];

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "linear detection", "h_ijk = 2 (u_i - u_j) x + |u_j|^2 - |u_i|^2, u_i of cluster c, u_j of competitor k",
            "R = sum_k R_ck / h_ck ( sum_j p_j (x - u_j)^2 - sum_i p_i (x - u_i)^2 ), the midpoint rule of all pairs; "
            + "the rest is the bias's"),
        new(NeonStage.Pooling, "soft-max pooling", "h_jk = 1/gamma log mean_i exp(gamma h_ijk)",
            "p_i = softmin(gamma d_i^2) of cluster c, of every j"),
        new(NeonStage.Pooling, "soft-min pooling", "h_ck = -1/gamma log mean_j exp(-gamma h_jk)",
            "p_j = softmin(gamma d_j^2) of cluster k"),
        new(NeonStage.Pooling, "min-pooling", "f_c = min h_ck over k other than c", "R_ck = q_k R_c, q = softmin(beta h_c)"),
    ];

    public static Operator Create(ArgumentReader reader)
    {
        int clusters = reader.Positive("Clusters");
        if (!reader.Failed && clusters == 1)
            reader.ReportSingleCluster("Clusters");
        return new KernelKMeansOperator(ReadFeatures(reader), clusters);
    }

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
    [
        new("points", new Shape(WeightTensor.Loaded, input.Channels)),
        new("labels", new Shape(WeightTensor.Loaded)),
        new("gamma", new Shape(1)),
        new("beta", new Shape(1)),
    ];

    public override string Describe() => $"k{Clusters}";
}
