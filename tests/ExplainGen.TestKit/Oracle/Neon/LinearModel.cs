namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// Linear, logistic and softmax regression and linear SVMs: one linear layer, explained against a reference point x~. Derivations of
/// this project (they are first-order Taylor expansions without a remainder).
/// </summary>
public static class LinearModel
{
    /// <summary>The model itself: <c>w_c x + b_c</c>.</summary>
    public static double Score(double[] x, double[][] weight, double[] bias, int output) =>
        bias[output] + weight[output].Zip(x, (w, xi) => w * xi).Sum();

    /// <summary>
    /// The outputs as they are: <c>R_i = w_i (x_i - x~_i)</c>; <c>f(x~)</c> is Bias. Relevance of units: of the outputs, 0 but at the
    /// target.
    /// </summary>
    public static NeonResult Explain(
        double[] x, double[][] weight, double[] bias, double[] reference, int target = 0, double? seed = null)
    {
        double[] scores = [.. weight.Select((_, c) => Score(x, weight, bias, c))];
        double[] relevance = [.. weight[target].Select((w, i) => w * (x[i] - reference[i]))];
        double[] units = [.. scores.Select((s, c) => c == target ? s : 0)];
        return NeonResult.Of(scores, target, seed, relevance, units, Score(reference, weight, bias, target));
    }

    /// <summary>
    /// The log odds of each of two or more classes: <c>h_k = (w_c - w_k) x + b_c - b_k</c>, soft minimum; <c>h_k(x~)</c> is Bias.
    /// </summary>
    public static NeonResult LogOdds(
        double[] x, double[][] weight, double[] bias, double[] reference, int target, double? seed = null)
    {
        (double[] Terms, double Constant) Unit(int c, int k) => (
            [.. x.Select((xi, i) => (weight[c][i] - weight[k][i]) * (xi - reference[i]))],
            bias[c] - bias[k] + reference.Select((ri, i) => (weight[c][i] - weight[k][i]) * ri).Sum());
        return LogOddsHead.Explain(x.Length, weight.Length, Unit, target, seed);
    }
}
