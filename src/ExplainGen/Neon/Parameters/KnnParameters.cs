using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>What nearest neighbours are searched in: the points of a classifier, with labels, or of an outlier detector, without.</summary>
public sealed record KnnParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="points">The training points, [N, F].</param>
    /// <param name="labels">The class of each, [N], from 0; null for an outlier detector, whose file then has no labels.</param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or a label is negative.</exception>
    public KnnParameters(int features, double[] points, int[]? labels = null)
        : base(features)
    {
        int count = ParameterCheck.Rows(points, features);
        if (labels is not null)
            ParameterCheck.Labels(labels, count, int.MaxValue, "one a point");
        Points = points;
        Labels = labels;
    }

    /// <summary>The training points, [N, F].</summary>
    public double[] Points { get; }

    /// <summary>The class of each point, [N]; null when there are no classes.</summary>
    public int[]? Labels { get; }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) => Labels is null
        ? [Rows(layer, "points", Points)]
        : [Rows(layer, "points", Points), Tensor(layer, "labels", Labels, Labels.Length)];
}
