using System.Globalization;

namespace ExplainGen.Graph;

/// <summary>Which of the nearest distances is the score.</summary>
public enum NeighborOrder
{
    Mean,
    Kth,
}

/// <summary>o = mean of the k least |x - u_j|^2, or the k-th least of them: distances, and an order statistic.</summary>
public sealed record KnnOutlierOperator(int? Features, int Neighbors, NeighborOrder Order) : NeonOperator(Features)
{
    public override string Kind => "KnnOutlier";

    public override int Outputs => 1;

    public override bool HasGradient => true;

    public override string ParametersType => "KnnParameters";

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) =>
    [
        ("neighbors", Neighbors.ToString(CultureInfo.InvariantCulture)),
        ("order", "global::ExplainGen.NeighborOrder." + Order),
    ];

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "distance", "d_j^2 = |x - u_j|^2 to each point u_j", "R_i = sum_j R_j (x_i - u_ji)^2 / d_j^2"),
        Order == NeighborOrder.Mean
            ? new(NeonStage.Pooling, "mean of the nearest",
                $"o = mean of the {Neighbors} least d_j^2", $"R_j = d_j^2 / {Neighbors} R / o for those")
            : new(NeonStage.Pooling, "order statistic", $"o = d_j^2 of rank {Neighbors}", "R_j = R for that one"),
    ];

    public static Operator Create(ArgumentReader reader) => new KnnOutlierOperator(
        ReadFeatures(reader), reader.Positive("Neighbors"), reader.Member("Order", NeighborOrder.Mean));

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
        [new("points", new Shape(WeightTensor.Loaded, input.Channels))];

    public override string Describe() => $"k{Neighbors} {Order}";
}
