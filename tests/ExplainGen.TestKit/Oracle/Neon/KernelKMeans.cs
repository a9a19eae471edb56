namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// Membership in a cluster of kernel k-means (Gaussian kernel) as a network of four layers: linear units of pairs of points, a soft
/// maximum over the own points, a soft minimum over those of a competitor, a minimum over competitors. NEON, arXiv:1906.07633; the
/// unnormalized relevance of the inner poolings is a derivation of this project.
/// </summary>
public static class KernelKMeans
{
    /// <summary>The model itself: the least soft-min distance to another cluster beyond that to its own.</summary>
    public static double Margin(double[] x, double[][] points, int[] labels, double gamma, int cluster)
    {
        double Distance(int c)
        {
            double[][] own = [.. points.Where((_, n) => labels[n] == c)];
            return Kde.Outlierness(x, own, gamma);
        }

        return labels.Distinct().Where(k => k != cluster).Min(Distance) - Distance(cluster);
    }

    /// <summary>
    /// The score of one cluster by the network's layers:
    /// <c>h_ijk = 2 (u_i - u_j) x + |u_j|^2 - |u_i|^2</c>, <c>h_jk = M^gamma_i{h_ijk}</c>, <c>h_k = M^-gamma_j{h_jk}</c>,
    /// <c>f = min_k h_k</c>.
    /// </summary>
    public static double LayerByLayer(double[] x, double[][] points, int[] labels, double gamma, int cluster)
    {
        double[][] Of(int c) => [.. points.Where((_, n) => labels[n] == c)];
        double[][] own = Of(cluster);
        double HjOf(double[] v) => -Pooling.MeanSoftMin([.. own.Select(u => -KMeans.Midpoint(x, u, v).Sum())], gamma);
        return labels.Distinct().Where(k => k != cluster).Min(k => Pooling.MeanSoftMin([.. Of(k).Select(HjOf)], gamma));
    }

    /// <summary>
    /// The inner layers part: <c>h_k = M^-gamma_j{d_j^2} - M^-gamma_i{d_i^2}</c> over the points j of the competitor and i of the cluster.
    /// With m_k of <see cref="Pooling.MinTakeMost"/>,
    /// <c>R = sum_k m_k ( sum_j p_j (x-u_j)^2 - sum_i p_i (x-u_i)^2 )</c>.
    /// The entropies of the inner poolings, and at a negative score what the minimum is below the mean of its units, are Bias.
    /// Relevance of units: per cluster, <c>m_k h_k</c>, 0 at the target.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="points">One row each.</param>
    /// <param name="labels">The cluster of each point, from 0; no cluster is empty, and there are two or more.</param>
    /// <param name="gamma">Of the kernel, and the stiffness of the inner poolings.</param>
    /// <param name="beta">The stiffness of the minimum over competitors.</param>
    /// <param name="target">The cluster whose score is explained.</param>
    /// <param name="seed">The relevance of the output; the score if none.</param>
    public static NeonResult Explain(
        double[] x, double[][] points, int[] labels, double gamma, double beta, int target, double? seed = null)
    {
        int count = labels.Max() + 1;

        // Beyond the squared distance to the nearest of all points, which cancels between clusters.
        double[] nearest = Distances.Nearest(x, points);
        double[][] squared = [.. Enumerable.Range(0, count).Select(
            c => Members(points, labels, c).Select(u => Distances.Beyond(x, u, nearest).Sum()).ToArray())];
        double[] distances = [.. squared.Select(d2 => Pooling.MeanSoftMin(d2, gamma))];
        int[][] competitors = [.. distances.Select((_, c) => Enumerable.Range(0, count).Where(k => k != c).ToArray())];
        double[] scores = [.. distances.Select((own, c) => competitors[c].Min(k => distances[k]) - own)];

        double f = scores[target];
        double[] h = [.. competitors[target].Select(k => distances[k] - distances[target])];
        double[] factors = Pooling.MinTakeMost(h, f, beta);
        double[] shares = Pooling.SoftMinWeights(h, beta);
        var relevance = new double[x.Length];
        var units = new double[count];
        double bias = 0;
        double AddCluster(int c, double factor)
        {
            double[][] members = Members(points, labels, c);
            double[] p = Pooling.SoftMinWeights(squared[c], gamma);
            for (int j = 0; j < p.Length; j++)
                Distances.Add(relevance, factor * p[j], Distances.Beyond(x, members[j], nearest));

            // Of M^-gamma: what it is beyond the mean of squared distances under its own weights.
            return factor * p.Select((pj, j) => pj * (distances[c] - squared[c][j])).Sum();
        }

        for (int n = 0; n < h.Length; n++)
        {
            int k = competitors[target][n];
            bias += AddCluster(k, factors[n]) + AddCluster(target, -factors[n]) + shares[n] * f - factors[n] * h[n];
            units[k] = factors[n] * h[n];
        }

        return NeonResult.Of(scores, target, seed, relevance, units, bias);
    }

    private static double[][] Members(double[][] points, int[] labels, int cluster) =>
        [.. points.Where((_, n) => labels[n] == cluster)];
}
