using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// Kernel k-means with the Gaussian kernel exp(-gamma d^2), every cluster given by its members: the distance to a cluster is the
/// soft-min of the squared distances to them (Kauffmann et al., From clustering to cluster explanations via neural networks, TNNLS 35,
/// 2024).
/// </summary>
public sealed record KernelKMeansParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="clusters">K, at least 2.</param>
    /// <param name="points">The members of all clusters, [N, F].</param>
    /// <param name="labels">The cluster of each, [N], from 0; every cluster has a member.</param>
    /// <param name="gamma">The kernel's scale, above 0.</param>
    /// <param name="beta">The stiffness of the pooling over competing clusters, per unit of squared distance, at least 0.</param>
    /// <exception cref="ArgumentException">
    /// A size does not fit, a number is not finite or outside its range, or a cluster has no member.
    /// </exception>
    public KernelKMeansParameters(int features, int clusters, double[] points, int[] labels, double gamma, double beta)
        : base(features)
    {
        ParameterCheck.Count(clusters, least: 2);
        ParameterCheck.Labels(labels, ParameterCheck.Rows(points, features), clusters, "one a point");
        bool[] found = new bool[clusters];
        foreach (int label in labels)
            found[label] = true;
        int empty = Array.IndexOf(found, false);
        if (empty >= 0)
            throw ParameterCheck.Error($"{nameof(labels)} gives cluster {empty} no point; expected at least 1.", nameof(labels));
        ParameterCheck.Positive(gamma);
        ParameterCheck.NotNegative(beta);
        Clusters = clusters;
        Points = points;
        Labels = labels;
        Gamma = gamma;
        Beta = beta;
    }

    /// <summary>K, at least 2.</summary>
    public int Clusters { get; }

    /// <summary>The members of all clusters, [N, F].</summary>
    public double[] Points { get; }

    /// <summary>The cluster of each point, [N], from 0.</summary>
    public int[] Labels { get; }

    /// <summary>The kernel's scale, above 0.</summary>
    public double Gamma { get; }

    /// <summary>The stiffness of the pooling, at least 0.</summary>
    public double Beta { get; }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) =>
    [
        Rows(layer, "points", Points),
        Tensor(layer, "labels", Labels, Labels.Length),
        Scalar(layer, "gamma", Gamma),
        Scalar(layer, "beta", Beta),
    ];
}
