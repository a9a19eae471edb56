namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// An SVM of several classes, one against one, as a network: the log ratio g of <see cref="RbfSvm"/> for every pair, and for a class the
/// minimum of those against the others, which shares as that of k-means does. A derivation of this project.
/// </summary>
/// <param name="SupportVectors">One row each, class by class.</param>
/// <param name="Coefficients">Classes - 1 rows, in libsvm's layout.</param>
/// <param name="Counts">Support vectors of each class.</param>
/// <param name="Gamma">Of the kernel.</param>
/// <param name="Bias">One a pair, in the order (0, 1), (0, 2), ... (1, 2), ...</param>
public sealed record OneAgainstOne(double[][] SupportVectors, double[][] Coefficients, int[] Counts, double Gamma, double[] Bias)
{
    private int Classes => Counts.Length;

    private (int First, int Second)[] Pairs =>
        [.. Enumerable.Range(0, Classes).SelectMany(p => Enumerable.Range(p + 1, Classes - p - 1).Select(q => (p, q)))];

    /// <summary>The model itself: how many pairs each class wins.</summary>
    public int[] Votes(double[] x)
    {
        int[] votes = new int[Classes];
        foreach (((int first, int second), int pair) in Pairs.Select((entry, n) => (entry, n)))
        {
            (double[][] vectors, double[] coefficients) = RbfSvm.Pair(SupportVectors, Coefficients, Counts, first, second);
            votes[RbfSvm.Decision(x, vectors, coefficients, Gamma, Bias[pair]) > 0 ? first : second]++;
        }

        return votes;
    }

    /// <summary>
    /// Scores <c>f_c = min_k g_ck</c>; with m_k of <see cref="Pooling.MinTakeMost"/> at stiffness 1, <c>R = sum_k m_k R_ck</c>, where
    /// R_ck is the relevance of the pair in its units. Relevance of units: of the support vectors, then of the biases.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="eta">The share of the midpoint rule.</param>
    /// <param name="target">The class whose score is explained.</param>
    /// <param name="seed">The relevance of the output; the score if none.</param>
    public NeonResult Explain(double[] x, double eta, int target, double? seed = null)
    {
        NeonResult[] pairs = [.. Pairs.Select((pair, n) =>
        {
            (double[][] vectors, double[] coefficients) = RbfSvm.Pair(SupportVectors, Coefficients, Counts, pair.First, pair.Second);
            return RbfSvm.Explain(x, vectors, coefficients, Gamma, Bias[n], eta);
        })];
        (int Pair, double Sign)[] Of(int c) => [.. Enumerable.Range(0, Classes).Where(k => k != c).Select(
            k => (Array.IndexOf(Pairs, (Math.Min(c, k), Math.Max(c, k))), c < k ? 1.0 : -1.0))];
        double[] Units(int c) => [.. Of(c).Select(entry => entry.Sign * pairs[entry.Pair].Scores[0])];

        double[] scores = [.. Enumerable.Range(0, Classes).Select(c => Units(c).Min())];
        double f = scores[target];
        double[] h = Units(target), factors = Pooling.MinTakeMost(h, f, 1), shares = Pooling.SoftMinWeights(h, 1);
        var relevance = new double[x.Length];
        var units = new double[SupportVectors.Length + pairs.Length];
        double bias = 0;
        for (int n = 0; n < h.Length; n++)
        {
            (int pair, double sign) = Of(target)[n];
            double factor = factors[n] * sign;
            Distances.Add(relevance, factor, pairs[pair].Relevance);
            bias += factor * pairs[pair].Bias + shares[n] * f - factors[n] * h[n];
            int[] vectors = [.. Vectors(Pairs[pair].First), .. Vectors(Pairs[pair].Second), SupportVectors.Length + pair];
            for (int s = 0; s < vectors.Length; s++)
                units[vectors[s]] += factor * pairs[pair].UnitRelevance[s];
        }

        return NeonResult.Of(scores, target, seed, relevance, units, bias);
    }

    private IEnumerable<int> Vectors(int c) => Enumerable.Range(Counts.Take(c).Sum(), Counts[c]);
}
