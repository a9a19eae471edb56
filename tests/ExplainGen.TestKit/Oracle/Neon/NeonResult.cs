namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>What a neuralized model gives for one input, in double precision.</summary>
/// <param name="Scores">All outputs of the head.</param>
/// <param name="Seed">The relevance that starts at the target output: its score, unless another was asked for.</param>
/// <param name="Relevance">Of the features.</param>
/// <param name="UnitRelevance">Of the detection units (support vectors, points, competitors, nodes), in the order of the model.</param>
/// <param name="Bias">What belongs to no feature: slack, log coefficients, log priors, thresholds, reference values.</param>
/// <param name="Dropped">What cannot be shared, since every share would be 0 / 0.</param>
/// <remarks>Conservation: <c>Seed = sum of Relevance + Bias + Dropped</c>.</remarks>
public sealed record NeonResult(
    double[] Scores, double Seed, double[] Relevance, double[] UnitRelevance, double Bias, double Dropped)
{
    /// <summary>The sum of the relevance of the features.</summary>
    public double Sum => Relevance.Sum();

    /// <summary>
    /// From relevance that was seeded with the score of the target to the seed that is asked for: all of it is linear in the seed.
    /// Another seed at a score of 0 has nothing to be shared by: it is dropped.
    /// </summary>
    internal static NeonResult Of(
        double[] scores, int target, double? seed, double[] relevance, double[] unitRelevance, double bias, double dropped = 0)
    {
        double score = scores[target];
        if (seed is not { } asked || asked == score)
            return new NeonResult(scores, score, relevance, unitRelevance, bias, dropped);
        if (score == 0)
            return new NeonResult(scores, asked, new double[relevance.Length], new double[unitRelevance.Length], 0, asked);
        double Scaled(double value) => value / score * asked;
        return new NeonResult(
            scores, asked, [.. relevance.Select(Scaled)], [.. unitRelevance.Select(Scaled)], Scaled(bias), Scaled(dropped));
    }
}
