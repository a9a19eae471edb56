namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// Membership in a cluster of k-means as a network: linear units against the competitors and a (soft) minimum. NEON, Kauffmann et al.,
/// arXiv:1906.07633.
/// </summary>
public static class KMeans
{
    /// <summary>The model itself: <c>min_{k != c} |x - mu_k|^2 - |x - mu_c|^2</c>; duplicates of centroid c do not compete.</summary>
    public static double Margin(double[] x, double[][] centroids, int cluster)
    {
        double SquaredDistance(int k) => x.Select((xi, i) => Math.Pow(xi - centroids[k][i], 2)).Sum();
        int[] competitors = Competitors(centroids, cluster);
        return competitors.Length == 0 ? 0 : competitors.Min(SquaredDistance) - SquaredDistance(cluster);
    }

    /// <summary>
    /// Units <c>h_k = w_k x + b_k</c>, <c>w_k = 2 (mu_c - mu_k)</c>, <c>b_k = |mu_k|^2 - |mu_c|^2</c>, with the midpoints m_k, where
    /// <c>w_k m_k = -b_k</c>. Score: <c>f = min h</c>, or soft <c>-(1/beta) log sum exp(-beta h)</c>. Relevance with
    /// <c>q = softmin(beta h)</c>:
    /// f above 0, <c>R_i = sum_k q_k f / h_k w_ik (x_i - m_ik)</c>, which sums to f; f below 0, the unnormalized
    /// <c>sum_k q_k w_ik (x_i - m_ik)</c>, whose rest is Bias; f = 0, none. Relevance of units: per cluster, 0 at the target and at its
    /// duplicates.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="centroids">One row each, two or more.</param>
    /// <param name="beta">The stiffness of the pooling, above 0; in a soft score also of the assignment.</param>
    /// <param name="target">The cluster whose score is explained.</param>
    /// <param name="soft">Whether the score is the soft minimum: the log odds of soft membership over beta.</param>
    /// <param name="seed">The relevance of the output; the score if none.</param>
    /// <exception cref="ArgumentException">There is one centroid only.</exception>
    public static NeonResult Explain(
        double[] x, double[][] centroids, double beta, int target, bool soft = false, double? seed = null)
    {
        if (centroids.Length < 2)
            throw new ArgumentException("One cluster alone has no competitors.", nameof(centroids));
        double[] scores = [.. centroids.Select((_, c) => Score(Units(x, centroids, c), beta, soft))];
        int[] competitors = Competitors(centroids, target);
        double[] h = Units(x, centroids, target);
        double f = scores[target];
        var relevance = new double[x.Length];
        var units = new double[centroids.Length];
        if (competitors.Length == 0)
            return NeonResult.Of(scores, target, seed, relevance, units, 0);

        double[] factors = Pooling.MinTakeMost(h, f, beta);
        double[] shares = Pooling.SoftMinWeights(h, beta);
        double bias = 0;
        for (int n = 0; n < h.Length; n++)
        {
            Distances.Add(relevance, factors[n], Midpoint(x, centroids[target], centroids[competitors[n]]));
            units[competitors[n]] = factors[n] * h[n];
            bias += shares[n] * f - factors[n] * h[n];
        }

        return NeonResult.Of(scores, target, seed, relevance, units, bias);
    }

    /// <summary>The detection units of a cluster, without its duplicates.</summary>
    public static double[] Units(double[] x, double[][] centroids, int cluster) =>
        [.. Competitors(centroids, cluster).Select(k => Midpoint(x, centroids[cluster], centroids[k]).Sum())];

    /// <summary>The clusters that compete with one: all others whose centroid is not the same.</summary>
    public static int[] Competitors(double[][] centroids, int cluster) =>
        [.. Enumerable.Range(0, centroids.Length).Where(k => k != cluster && !centroids[k].SequenceEqual(centroids[cluster]))];

    /// <summary>
    /// <c>w_i (x_i - m_i)</c> of the hyperplane between two points: they sum to <c>w x + b</c>, without the cancellation of large
    /// <c>w x</c> against b.
    /// </summary>
    internal static double[] Midpoint(double[] x, double[] own, double[] other) => Distances.Beyond(x, other, own);

    private static double Score(double[] h, double beta, bool soft) => h.Length == 0 ? 0 : soft ? Pooling.SoftMin(h, beta) : h.Min();
}
