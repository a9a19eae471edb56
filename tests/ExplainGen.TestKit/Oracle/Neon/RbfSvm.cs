namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// The two-class SVM (and LS-SVM) with Gaussian kernel as a network: the log ratio of the positive to the negative part of its kernel
/// sum. Bley, Kauffmann, Krug, Mueller, Montavon, arXiv:2508.03913. A bias is a support vector of its side at no distance.
/// </summary>
public static class RbfSvm
{
    /// <summary>The model itself: <c>sum_s a_s exp(-gamma |x - u_s|^2) + b</c> with signed coefficients.</summary>
    public static double Decision(double[] x, double[][] supportVectors, double[] coefficients, double gamma, double bias)
    {
        double sum = bias;
        for (int s = 0; s < supportVectors.Length; s++)
            sum += coefficients[s] * Math.Exp(-gamma * x.Select((xi, i) => Math.Pow(xi - supportVectors[s][i], 2)).Sum());
        return sum;
    }

    /// <summary>
    /// <c>eta = 0.4 lg gamma + 0.4</c> between lg gamma = -0.5 and 1.5; 0 below, 1 above, as published (it jumps by 0.2 at the lower
    /// end). Gamma is that of data whose median squared distance is 1.
    /// </summary>
    public static double Eta(double gamma)
    {
        double lg = Math.Log10(gamma);
        return lg < -0.5 ? 0 : lg > 1.5 ? 1 : 0.4 * lg + 0.4;
    }

    /// <summary>
    /// <c>g = log( sum+ / sum- )</c>, of the sign of the decision. Midpoint rule
    /// <c>gamma ( sum_j p_j (x-v_j)^2 - sum_i p_i (x-u_i)^2 )</c>; gradient times input
    /// <c>2 gamma x ( sum_i p_i u_i - sum_j p_j v_j )</c>, where the bias stands at x; hybrid (1 - eta) of the latter and eta of the
    /// former. In the units of g; the paper divides by gamma. What they do not sum to is Bias.
    /// Relevance of units: of the support vectors in their order, then of the bias.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="supportVectors">One row each.</param>
    /// <param name="coefficients">Signed; those that are 0 take no part.</param>
    /// <param name="gamma">Of the kernel.</param>
    /// <param name="bias">The intercept b.</param>
    /// <param name="eta">The share of the midpoint rule: 1 midpoint alone, 0 gradient times input alone, <see cref="Eta"/> hybrid.</param>
    /// <param name="seed">The relevance of the output; g if none.</param>
    /// <exception cref="ArgumentException">One side has neither support vectors nor the bias.</exception>
    public static NeonResult Explain(
        double[] x, double[][] supportVectors, double[] coefficients, double gamma, double bias, double eta, double? seed = null)
    {
        // The bias is a support vector at x.
        double[][] vectors = [.. supportVectors, x];
        double[] signed = [.. coefficients, bias];
        int[] positive = [.. Enumerable.Range(0, signed.Length).Where(s => signed[s] > 0)];
        int[] negative = [.. Enumerable.Range(0, signed.Length).Where(s => signed[s] < 0)];
        if (positive.Length == 0 || negative.Length == 0)
            throw new ArgumentException("Both signs are needed for a ratio.", nameof(coefficients));

        double[] nearest = Distances.Nearest(x, positive.Concat(negative).Select(s => vectors[s]));
        KernelSide Side(int[] which) => new(
            x, [.. which.Select(s => vectors[s])], [.. which.Select(s => Math.Abs(signed[s]))], gamma, normalize: false, nearest);
        KernelSide above = Side(positive);
        KernelSide below = Side(negative);
        double g = below.SoftMin - above.SoftMin;

        var relevance = new double[x.Length];
        var units = new double[vectors.Length];
        double rest = below.Residual - above.Residual;
        void AddSide(int[] which, KernelSide side, double sign)
        {
            side.AddMidpoint(relevance, x, -eta * gamma * sign);
            for (int n = 0; n < which.Length; n++)
            {
                // The weights of either side sum to 1: the reference point cancels here too.
                double[] u = vectors[which[n]];
                double[] fromNearest = [.. u.Zip(nearest, (ui, ri) => ui - ri)];
                double factor = gamma * sign * side.Weights[n];
                Distances.Add(relevance, (1 - eta) * factor, [.. x.Zip(fromNearest, (xi, di) => 2 * xi * di)]);
                units[which[n]] = factor * x.Select(
                    (xi, i) => (1 - eta) * 2 * xi * u[i] - eta * (xi - u[i]) * (xi - u[i])).Sum();

                // Gradient times input leaves |u|^2 out; the |x|^2 of both sides cancel.
                rest -= (1 - eta) * factor * fromNearest.Select((di, i) => di * (u[i] + nearest[i])).Sum();
            }
        }

        AddSide(positive, above, 1);
        AddSide(negative, below, -1);
        return NeonResult.Of([g], 0, seed, relevance, units, rest);
    }

    /// <summary>
    /// The score by the network's layers: linear units of pairs
    /// <c>h_ij = 2 (u_i - v_j) x + |v_j|^2 - |u_i|^2 + (log a_i - log b_j) / gamma</c>, a soft maximum over i, a soft minimum over j, times
    /// gamma.
    /// </summary>
    public static double LayerByLayer(double[] x, double[][] supportVectors, double[] coefficients, double gamma, double bias)
    {
        double[][] vectors = [.. supportVectors, x];
        double[] signed = [.. coefficients, bias];
        int[] all = [.. Enumerable.Range(0, signed.Length)];
        double H(int i, int j) => KMeans.Midpoint(x, vectors[i], vectors[j]).Sum() + Math.Log(signed[i] / -signed[j]) / gamma;
        double OverPositive(int j) => -Pooling.SoftMin([.. all.Where(i => signed[i] > 0).Select(i => -H(i, j))], gamma);
        return gamma * Pooling.SoftMin([.. all.Where(j => signed[j] < 0).Select(OverPositive)], gamma);
    }

    /// <summary>
    /// The pair of classes p before q of a one-against-one model in libsvm's layout as a two-class one.
    /// Support vectors stand class by class; row r of the coefficients has, for a vector of class p, those against the r-th other class.
    /// </summary>
    /// <param name="supportVectors">One row each, all classes.</param>
    /// <param name="coefficients">K - 1 rows, one column per support vector.</param>
    /// <param name="counts">Support vectors of each class.</param>
    /// <param name="first">p; the sign of the pair's decision is positive for it.</param>
    /// <param name="second">q, above p.</param>
    public static (double[][] SupportVectors, double[] Coefficients) Pair(
        double[][] supportVectors, double[][] coefficients, int[] counts, int first, int second)
    {
        IEnumerable<int> Of(int c) => Enumerable.Range(counts.Take(c).Sum(), counts[c]);
        return (
            [.. Of(first).Concat(Of(second)).Select(s => supportVectors[s])],
            [.. Of(first).Select(s => coefficients[second - 1][s]), .. Of(second).Select(s => coefficients[first][s])]);
    }
}
