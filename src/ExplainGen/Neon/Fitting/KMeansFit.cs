namespace ExplainGen.Neon;

/// <summary>
/// Centroids found by Lloyd's algorithm (Lloyd, Least squares quantization in PCM, 1982), from first centroids chosen by k-means++
/// (Arthur and Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007).
/// </summary>
/// <remarks>
/// Sums are taken in a fixed order and in double precision, and only additions, multiplications and divisions are used, so that a seed
/// gives the same bits everywhere.
/// </remarks>
public sealed record KMeansFit
{
    private KMeansFit(int features, double[] centroids, int[] labels, double inertia, int iterations, bool converged)
    {
        Features = features;
        Centroids = centroids;
        Labels = labels;
        Inertia = inertia;
        Iterations = iterations;
        Converged = converged;
    }

    /// <summary>F, the number of features.</summary>
    public int Features { get; }

    /// <summary>The centroids, [K, F].</summary>
    public double[] Centroids { get; }

    /// <summary>The cluster of each point, [N], that of its nearest centroid; of several, the first.</summary>
    public int[] Labels { get; }

    /// <summary>The squared distances of all points to their centroids, added up.</summary>
    public double Inertia { get; }

    /// <summary>The passes over the data that were made from the beginning that was kept.</summary>
    public int Iterations { get; }

    /// <summary>Whether the centroids came to rest before the passes ran out.</summary>
    public bool Converged { get; }

    /// <summary>Finds centroids from beginnings chosen at random.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="points">The data, [N, F].</param>
    /// <param name="clusters">K, from 2 to the number of different points.</param>
    /// <param name="options">How to look for them; null for the defaults.</param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or too few points differ.</exception>
    public static KMeansFit Run(int features, ReadOnlySpan<double> points, int clusters, KMeansOptions? options = null)
    {
        options ??= new KMeansOptions();
        options.Check(nameof(options));
        ParameterCheck.Count(features);
        ParameterCheck.Count(clusters, least: 2);
        int count = ParameterCheck.Rows(points, features);
        if (count < clusters)
            throw ParameterCheck.Error($"{nameof(points)} has {count} rows; expected at least {clusters}, one a cluster.", nameof(points));

        KMeansFit? best = null;
        double[] weights = new double[count];
        for (int restart = 0; restart < options.Restarts; restart++)
        {
            var random = new PcgRandom(options.Seed, (ulong)restart);
            KMeansFit fit = Search(features, points, ChooseCentroids(features, points, clusters, weights, random), options);
            if (best is null || fit.Inertia < best.Inertia)
                best = fit;
        }

        return best!;
    }

    /// <summary>Finds centroids from given first ones, once.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="points">The data, [N, F].</param>
    /// <param name="centroids">The first centroids, [K, F], K from 2 to N.</param>
    /// <param name="options">When to end; null for the defaults. Seed and restarts have no effect.</param>
    /// <exception cref="ArgumentException">A size does not fit, or a number is not finite.</exception>
    public static KMeansFit RunFrom(
        int features, ReadOnlySpan<double> points, ReadOnlySpan<double> centroids, KMeansOptions? options = null)
    {
        options ??= new KMeansOptions();
        options.Check(nameof(options));
        ParameterCheck.Count(features);
        int clusters = ParameterCheck.Rows(centroids, features, leastRows: 2);
        int count = ParameterCheck.Rows(points, features);
        if (count < clusters)
            throw ParameterCheck.Error($"{nameof(points)} has {count} rows; expected at least {clusters}, one a cluster.", nameof(points));
        return Search(features, points, centroids.ToArray(), options);
    }

    /// <summary>The parameters of a head, with the stiffness that fits the points (<see cref="KMeansParameters.HeuristicBeta"/>).</summary>
    /// <param name="points">The data, [N, F].</param>
    /// <exception cref="ArgumentException">A size does not fit, or every point is between two centroids.</exception>
    public KMeansParameters ToParameters(ReadOnlySpan<double> points) =>
        new(Features, Centroids, KMeansParameters.HeuristicBeta(Features, Centroids, points));

    // Each centroid is a point, drawn with a probability in proportion to its squared distance to the nearest one so far.
    private static double[] ChooseCentroids(
        int features, ReadOnlySpan<double> points, int clusters, double[] weights, PcgRandom random)
    {
        double[] centroids = new double[clusters * features];
        weights.AsSpan().Fill(double.PositiveInfinity);
        int drawn = (int)(random.NextDouble() * weights.Length);
        for (int c = 0; ; c++)
        {
            ReadOnlySpan<double> centroid = points.Slice(drawn * features, features);
            centroid.CopyTo(centroids.AsSpan(c * features));
            if (c == clusters - 1)
                return centroids;

            double sum = 0;
            for (int n = 0; n < weights.Length; n++)
            {
                weights[n] = Math.Min(weights[n], Distance.Squared(points.Slice(n * features, features), centroid));
                sum += weights[n];
            }

            if (sum == 0)
            {
                throw ParameterCheck.Error(
                    $"{nameof(points)} has {c + 1} different rows; expected at least {clusters}, one a cluster.", nameof(points));
            }

            // The last point that can be drawn stands in when rounding leaves something over.
            double rest = random.NextDouble() * sum;
            for (int n = 0; n < weights.Length; n++)
            {
                if (weights[n] == 0)
                    continue;
                drawn = n;
                if ((rest -= weights[n]) < 0)
                    break;
            }
        }
    }

    private static KMeansFit Search(int features, ReadOnlySpan<double> points, double[] centroids, KMeansOptions options)
    {
        var search = new LloydSearch(features, points, centroids);
        double threshold = options.Tolerance * MeanVariance(features, points);
        bool unchanged = false, atRest = false;
        int iterations = 0;
        while (!unchanged && !atRest && iterations < options.MaxIterations)
        {
            iterations++;
            bool changed = search.Assign();
            unchanged = !search.FillEmptyClusters() && !changed;
            if (!unchanged)
                atRest = search.MoveCentroids() <= threshold;
        }

        // Where the centroids moved last, the points are assigned once more, so that labels and centroids belong together.
        if (!unchanged)
            search.Assign();
        return new KMeansFit(features, centroids, search.Labels, search.Inertia(), iterations, unchanged || atRest);
    }

    private static double MeanVariance(int features, ReadOnlySpan<double> points)
    {
        int count = points.Length / features;
        double sum = 0;
        for (int f = 0; f < features; f++)
        {
            double mean = 0, squares = 0;
            for (int at = f; at < points.Length; at += features)
                mean += points[at] / count;
            for (int at = f; at < points.Length; at += features)
                squares += (points[at] - mean) * (points[at] - mean);
            sum += squares / count;
        }

        return sum / features;
    }
}
