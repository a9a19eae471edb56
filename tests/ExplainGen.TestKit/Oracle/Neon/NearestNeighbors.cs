namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// Models of nearest neighbors as networks of squared distances and order statistics; of equal distances the first point is nearer. The
/// outlier scores are derivations of this project, the classifier follows Bley et al., arXiv:2508.03913.
/// </summary>
public static class NearestNeighbors
{
    /// <summary>The classifier itself: how many of the k nearest points have each label.</summary>
    public static int[] Votes(double[] x, double[][] points, int[] labels, int classes, int neighbors)
    {
        var votes = new int[classes];
        foreach (int n in Nearest(x, points, Enumerable.Range(0, points.Length)).Take(neighbors))
            votes[labels[n]]++;
        return votes;
    }

    /// <summary>
    /// Every class against the rest: with <c>kappa = (k + 1) / 2</c>,
    /// <c>g_c = d^2 of the kappa-th of the rest - d^2 of the kappa-th of c</c> is positive exactly when most of the k nearest are of
    /// class c. Smoothed by the mean over ranks <c>kappa +- window</c> of either side.
    /// Midpoint rule <c>mean_j (x-v_j)^2 - mean_i (x-u_i)^2</c>, which sums to g; gradient times input
    /// <c>2 x (mean_i u_i - mean_j v_j)</c>, whose rest <c>mean_j |v_j|^2 - mean_i |u_i|^2</c> is Bias; (1 - eta) of the latter and
    /// eta of the former. Relevance of units: of the points.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="points">One row each.</param>
    /// <param name="labels">The class of each point, from 0.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="neighbors">k, odd.</param>
    /// <param name="target">The class that is explained.</param>
    /// <param name="eta">The share of the midpoint rule; 0.8 in the paper.</param>
    /// <param name="window">0: as the vote decides.</param>
    /// <param name="seed">The relevance of the output; the score if none.</param>
    /// <exception cref="ArgumentException">k is even, or a class or the rest has fewer than kappa points.</exception>
    public static NeonResult Classifier(
        double[] x, double[][] points, int[] labels, int classes, int neighbors, int target,
        double eta = 0.8, int window = 0, double? seed = null)
    {
        if (neighbors % 2 == 0)
            throw new ArgumentException($"An odd number of neighbors is needed, not {neighbors}.", nameof(neighbors));
        int kappa = (neighbors + 1) / 2;
        double[] squared = Distances.Squared(x, points);
        int[] Ranks(Func<int, bool> side)
        {
            int[] order = [.. Nearest(x, points, Enumerable.Range(0, points.Length).Where(n => side(labels[n])))];
            if (order.Length < kappa)
            {
                throw new ArgumentException(
                    $"{kappa} points of each class and of the rest are needed, not {order.Length}.", nameof(points));
            }

            return [.. Enumerable.Range(kappa - window, 2 * window + 1).Where(r => r >= 1 && r <= order.Length).Select(r => order[r - 1])];
        }

        (int[] Own, int[] Others) Sides(int c) => (Ranks(label => label == c), Ranks(label => label != c));
        double[] scores = [.. Enumerable.Range(0, classes).Select(c => Sides(c)).Select(
            sides => sides.Others.Average(n => squared[n]) - sides.Own.Average(n => squared[n]))];

        var relevance = new double[x.Length];
        var units = new double[points.Length];
        double bias = 0;
        void AddSide(int[] ranks, double sign)
        {
            foreach (int n in ranks)
            {
                double[] u = points[n];
                double[] midpoint = Distances.ByFeature(x, u);
                double[] terms =
                    [.. x.Select((xi, i) => sign / ranks.Length * (eta * midpoint[i] - (1 - eta) * 2 * xi * u[i]))];
                Distances.Add(relevance, 1, terms);
                units[n] = terms.Sum();
                bias += (1 - eta) * sign / ranks.Length * u.Select(ui => ui * ui).Sum();
            }
        }

        (int[] own, int[] rest) = Sides(target);
        AddSide(own, -1);
        AddSide(rest, 1);
        return NeonResult.Of(scores, target, seed, relevance, units, bias);
    }

    /// <summary>The mean squared distance to the k nearest: <c>R_i = (1/k) sum_j (x_i - u_ij)^2</c>, exact.</summary>
    public static NeonResult OutlierByMean(double[] x, double[][] points, int neighbors, double? seed = null) =>
        Outlier(x, points, [.. Nearest(x, points, Enumerable.Range(0, points.Length)).Take(neighbors)], seed);

    /// <summary>The squared distance to the k-th nearest: <c>R_i = (x_i - u_i)^2</c>, exact.</summary>
    public static NeonResult OutlierByKth(double[] x, double[][] points, int neighbors, double? seed = null) =>
        Outlier(x, points, [Nearest(x, points, Enumerable.Range(0, points.Length)).ElementAt(neighbors - 1)], seed);

    private static NeonResult Outlier(double[] x, double[][] points, int[] which, double? seed)
    {
        double[] squared = Distances.Squared(x, points);
        var relevance = new double[x.Length];
        var units = new double[points.Length];
        foreach (int n in which)
        {
            Distances.Add(relevance, 1.0 / which.Length, Distances.ByFeature(x, points[n]));
            units[n] = squared[n] / which.Length;
        }

        return NeonResult.Of([which.Average(n => squared[n])], 0, seed, relevance, units, 0);
    }

    // LINQ's sort is stable.
    private static IOrderedEnumerable<int> Nearest(double[] x, double[][] points, IEnumerable<int> among)
    {
        double[] squared = Distances.Squared(x, points);
        return among.OrderBy(n => squared[n]);
    }
}
