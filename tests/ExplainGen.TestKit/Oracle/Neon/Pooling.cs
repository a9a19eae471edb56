namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>The soft poolings of neuralized models, in forms that neither overflow nor cancel.</summary>
public static class Pooling
{
    /// <summary><c>log sum_j exp(v_j)</c>; entries may be negative infinity, not all.</summary>
    public static double LogSumExp(double[] v)
    {
        int largest = 0;
        for (int j = 1; j < v.Length; j++)
        {
            if (v[j] > v[largest])
                largest = j;
        }

        double rest = 0;
        for (int j = 0; j < v.Length; j++)
        {
            if (j != largest)
                rest += Math.Exp(v[j] - v[largest]);
        }

        return v[largest] + LogOnePlus(rest);
    }

    /// <summary><c>exp(v_j) / sum_k exp(v_k)</c>.</summary>
    public static double[] Softmax(double[] v)
    {
        double largest = v.Max();
        double[] e = [.. v.Select(vj => Math.Exp(vj - largest))];
        double sum = e.Sum();
        return [.. e.Select(ej => ej / sum)];
    }

    /// <summary>
    /// <c>log sum_j w_j exp(t_j)</c> for weights that sum to 1 and t not above 0: exact also where all t are tiny, since then the
    /// mean of <c>exp(t) - 1</c> is summed and not that of <c>exp(t)</c>.
    /// </summary>
    public static double LogMeanExp(double[] w, double[] t)
    {
        double mean = 0;
        for (int j = 0; j < w.Length; j++)
            mean += w[j] * ExpMinusOne(t[j]);
        return mean > -0.5 ? LogOnePlus(mean) : LogSumExp([.. w.Select((wj, j) => Math.Log(wj) + t[j])]);
    }

    /// <summary>The weights <c>w_j exp(t_j) / sum</c> that <see cref="LogMeanExp"/> gives its entries.</summary>
    public static double[] MeanExpWeights(double[] w, double[] t) => Softmax([.. w.Select((wj, j) => Math.Log(wj) + t[j])]);

    /// <summary>
    /// <c>M^-gamma{s} = -(1/gamma) log( (1/N) sum_j exp(-gamma s_j) )</c>: between the mean of s (gamma to 0) and its minimum.
    /// </summary>
    public static double MeanSoftMin(double[] s, double gamma)
    {
        double least = s.Min();
        double[] w = [.. s.Select(_ => 1.0 / s.Length)];
        return least - LogMeanExp(w, [.. s.Select(sj => -gamma * (sj - least))]) / gamma;
    }

    /// <summary><c>-(1/beta) log sum_j exp(-beta h_j)</c>: not above the minimum of h.</summary>
    public static double SoftMin(double[] h, double beta) => -LogSumExp([.. h.Select(hj => -beta * hj)]) / beta;

    /// <summary><c>exp(-beta h_j) / sum_k exp(-beta h_k)</c>; at an infinite beta equal shares of the minimum.</summary>
    public static double[] SoftMinWeights(double[] h, double beta)
    {
        double least = h.Min();
        double[] e = [.. h.Select(hj => hj == least ? 1 : Math.Exp(-beta * (hj - least)))];
        double sum = e.Sum();
        return [.. e.Select(ej => ej / sum)];
    }

    /// <summary>
    /// How much of its own contribution a unit behind a minimum passes on per unit: <c>q_k f / h_k</c> at a positive minimum f, so
    /// that <c>q_k f</c> arrives at each (NEON, arXiv:1906.07633); <c>q_k</c>, unnormalized, at a negative one, where h_k may vanish;
    /// nothing at 0.
    /// </summary>
    /// <param name="h">The detection units.</param>
    /// <param name="f">Their hard or soft minimum, not above any of them.</param>
    /// <param name="beta">The stiffness of the sharing.</param>
    public static double[] MinTakeMost(double[] h, double f, double beta)
    {
        double[] q = SoftMinWeights(h, beta);
        return [.. q.Select((qk, k) => f > 0 ? qk * (f / h[k]) : f < 0 ? qk : 0)];
    }

    /// <summary><c>log(1 + x)</c> without cancellation (Kahan's form).</summary>
    public static double LogOnePlus(double x)
    {
        double u = 1 + x;
        return u == 1 || double.IsPositiveInfinity(u) ? x : Math.Log(u) * (x / (u - 1));
    }

    /// <summary><c>exp(x) - 1</c> without cancellation (Kahan's form).</summary>
    public static double ExpMinusOne(double x)
    {
        double u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 ? -1 : double.IsPositiveInfinity(u) ? u : (u - 1) * (x / Math.Log(u));
    }
}
