namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// Log odds of a class as a network: units <c>h_k = l_c - l_k</c> against the other classes and the soft minimum
/// <c>log P_c / (1 - P_c) = -log sum_k exp(-h_k)</c>. A derivation of this project, by the poolings of NEON.
/// </summary>
internal static class LogOddsHead
{
    /// <summary>From the units of every class against the others to the relevance at one.</summary>
    /// <param name="features">The number of features.</param>
    /// <param name="classes">The number of classes, two or more.</param>
    /// <param name="unit">
    /// Of class c against k: what each feature contributes to h_k, and what no feature does (priors, determinants, biases).
    /// </param>
    /// <param name="target">The class whose log odds are explained.</param>
    /// <param name="seed">The relevance of the output; the log odds if none.</param>
    /// <returns>Relevance of units: per class, 0 at the target.</returns>
    public static NeonResult Explain(
        int features, int classes, Func<int, int, (double[] Terms, double Constant)> unit, int target, double? seed)
    {
        double H(int c, int k)
        {
            (double[] terms, double constant) = unit(c, k);
            return terms.Sum() + constant;
        }

        int[] Others(int c) => [.. Enumerable.Range(0, classes).Where(k => k != c)];
        double[] scores = [.. Enumerable.Range(0, classes).Select(c => Pooling.SoftMin([.. Others(c).Select(k => H(c, k))], 1))];

        double f = scores[target];
        int[] others = Others(target);
        double[] h = [.. others.Select(k => H(target, k))];
        double[] factors = Pooling.MinTakeMost(h, f, 1);
        double[] shares = Pooling.SoftMinWeights(h, 1);
        var relevance = new double[features];
        var units = new double[classes];
        double bias = 0;
        for (int n = 0; n < h.Length; n++)
        {
            (double[] terms, double constant) = unit(target, others[n]);
            Distances.Add(relevance, factors[n], terms);
            units[others[n]] = factors[n] * h[n];
            bias += factors[n] * constant + shares[n] * f - factors[n] * h[n];
        }

        return NeonResult.Of(scores, target, seed, relevance, units, bias);
    }
}
