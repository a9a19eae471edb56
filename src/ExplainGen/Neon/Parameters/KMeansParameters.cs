using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// k-means: a point belongs to the centroid nearest to it. The score of cluster c is f_c(x) = min_{k != c} |x - m_k|^2 - |x - m_c|^2,
/// positive in the cluster alone (Kauffmann et al., From clustering to cluster explanations via neural networks, TNNLS 35, 2024).
/// </summary>
public sealed record KMeansParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="centroids">The centroids m, [K, F]; at least two.</param>
    /// <param name="beta">
    /// The stiffness of the pooling over competing clusters, per unit of squared distance, at least 0: 0 shares among all
    /// competitors alike, large values leave the nearest alone. See <see cref="HeuristicBeta"/>.
    /// </param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or beta is negative.</exception>
    public KMeansParameters(int features, double[] centroids, double beta)
        : base(features)
    {
        Clusters = ParameterCheck.Rows(centroids, features, leastRows: 2);
        ParameterCheck.NotNegative(beta);
        Centroids = centroids;
        Beta = beta;
    }

    /// <summary>K, at least 2.</summary>
    public int Clusters { get; }

    /// <summary>The centroids, [K, F].</summary>
    public double[] Centroids { get; }

    /// <summary>The stiffness of the pooling, at least 0.</summary>
    public double Beta { get; }

    /// <summary>
    /// The stiffness that fits the scale of the data: 1 / mean of the winning score f_c over the points (Kauffmann et al. 2024).
    /// </summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="centroids">The centroids, [K, F]; at least two.</param>
    /// <param name="points">The data, [N, F]; at least one point.</param>
    /// <exception cref="ArgumentException">
    /// A size does not fit, a number is not finite, or every point is as near to a second centroid as to its own.
    /// </exception>
    public static double HeuristicBeta(int features, ReadOnlySpan<double> centroids, ReadOnlySpan<double> points)
    {
        ParameterCheck.Count(features);
        ParameterCheck.Rows(centroids, features, leastRows: 2);
        int count = ParameterCheck.Rows(points, features);
        double sum = 0;
        for (int n = 0; n < count; n++)
        {
            ReadOnlySpan<double> point = points.Slice(n * features, features);
            double nearest = double.PositiveInfinity, second = double.PositiveInfinity;
            for (int c = 0; c < centroids.Length; c += features)
            {
                double distance = Distance.Squared(point, centroids.Slice(c, features));
                second = Math.Min(second, Math.Max(nearest, distance));
                nearest = Math.Min(nearest, distance);
            }

            sum += (second - nearest) / count;
        }

        if (sum <= 0 || !double.IsFinite(1 / sum))
            throw ParameterCheck.Error($"The mean score of {nameof(points)} is {sum:R}; expected a number above 0.", nameof(points));
        return 1 / sum;
    }

    /// <summary>Centroids that another library found, one array a cluster.</summary>
    /// <remarks>
    /// ML.NET gives them as vectors of its own, for a <c>ClusteringPredictionTransformer&lt;KMeansModelParameters&gt;</c>:
    /// <code>
    /// VBuffer&lt;float&gt;[] centroids = [];
    /// transformer.Model.GetClusterCentroids(ref centroids, out _);
    /// var parameters = KMeansParameters.FromCentroids([.. centroids.Select(centroid => centroid.DenseValues().ToArray())], beta);
    /// </code>
    /// </remarks>
    /// <param name="centroids">K arrays of F numbers each, at least two.</param>
    /// <param name="beta">The stiffness of the pooling, at least 0.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than two, they differ in length, a number is not finite, or beta is negative.
    /// </exception>
    public static KMeansParameters FromCentroids(IReadOnlyList<float[]> centroids, double beta)
    {
        ArgumentNullException.ThrowIfNull(centroids);
        ParameterCheck.Count(centroids.Count, least: 2, nameof(centroids));
        int features = centroids[0]?.Length ?? 0;
        for (int c = 0; c < centroids.Count; c++)
        {
            if ((centroids[c]?.Length ?? 0) is int found && (found != features || found == 0))
            {
                throw ParameterCheck.Error(
                    $"{nameof(centroids)}[{c}] has {found} numbers; expected as many as the first has, {features}, and at least 1.",
                    nameof(centroids));
            }
        }

        return new KMeansParameters(features, [.. centroids.SelectMany(centroid => centroid).Select(value => (double)value)], beta);
    }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) =>
        [Rows(layer, "centroids", Centroids), Scalar(layer, "beta", Beta)];
}
