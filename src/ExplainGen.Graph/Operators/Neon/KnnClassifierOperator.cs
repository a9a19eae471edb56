using System.Globalization;

namespace ExplainGen.Graph;

/// <summary>
/// g_c = d^2 of the kappa-th nearest point of other classes - d^2 of the kappa-th nearest of class c, kappa = (k + 1) / 2: a majority
/// among k neighbours as distances, an order statistic a side, and their difference (Bley et al., arXiv:2508.03913).
/// </summary>
/// <param name="Neighbors">k, odd.</param>
/// <param name="Classes">Classes; two have one score, of class 1 against class 0.</param>
/// <param name="Eta">The share of the midpoint rule.</param>
/// <param name="Reach">Ranks at either side of kappa that are averaged with it.</param>
public sealed record KnnClassifierOperator(int? Features, int Neighbors, int Classes, double Eta, int Reach) : NeonOperator(Features)
{
    public override string Kind => "KnnClassifier";

    public override int Outputs => Classes == 2 ? 1 : Classes;

    public override NeonRole Role => NeonRole.Classifier;

    public override bool HasGradient => true;

    public override string ParametersType => "KnnParameters";

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) =>
    [
        ("neighbors", Neighbors.ToString(CultureInfo.InvariantCulture)),
        ("classes", Classes.ToString(CultureInfo.InvariantCulture)),
        ("eta", ArgumentReader.Format(Eta) + "d"),
        ("window", Reach.ToString(CultureInfo.InvariantCulture)),
    ];

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "distance", "d_j^2 = |x - u_j|^2 to each point u_j",
            $"R_i = (eta M_i + (1 - eta) G_i) R_c / g_c, eta = {ArgumentReader.Format(Eta)}, "
            + "M_i = mean_j (x_i - v_ji)^2 - mean_l (x_i - u_li)^2 (midpoint rule), "
            + "G_i = 2 x_i (mean_l u_li - mean_j v_ji) (gradient times input), "
            + "of the points v_j of the rest and u_l of the class that the pooling took; what they miss of g_c is the bias's"),
        new(NeonStage.Pooling, "order statistics", $"g_c = d^2 of {Ranks} of the rest - d^2 of {Ranks} of class c",
            "in equal shares to the points of these ranks"),
    ];

    public static Operator Create(ArgumentReader reader)
    {
        int neighbors = reader.Positive("Neighbors");
        if (neighbors % 2 == 0)
        {
            reader.Report(
                "Neighbors", "odd, so that votes of two sides are never equal", neighbors.ToString(CultureInfo.InvariantCulture));
        }

        int window = reader.Natural("Window");
        if (window > (neighbors - 1) / 2)
        {
            reader.Report(
                "Window", $"at most (Neighbors - 1) / 2 = {(neighbors - 1) / 2}", window.ToString(CultureInfo.InvariantCulture));
        }

        double eta = reader.Real("Eta", 0.8, v => v is >= 0 and <= 1, "from 0 to 1");
        return new KnnClassifierOperator(ReadFeatures(reader), neighbors, ReadClasses(reader, fallback: 2), eta, window);
    }

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
        [new("points", new Shape(WeightTensor.Loaded, input.Channels)), new("labels", new Shape(WeightTensor.Loaded))];

    public override string Describe() => $"k{Neighbors}";

    private string Ranks => Reach == 0
        ? $"rank {(Neighbors + 1) / 2}"
        : $"ranks {((Neighbors + 1) / 2) - Reach} to {((Neighbors + 1) / 2) + Reach} (mean)";
}
