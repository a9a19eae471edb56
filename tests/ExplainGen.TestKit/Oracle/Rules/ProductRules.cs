using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Oracle.Rules;

/// <summary>Products of two values, of which each factor gets a fixed part of the relevance, whatever the values.</summary>
internal static class ProductShares
{
    /// <param name="part">The part of the factor with this number; the two together are 1.</param>
    public static RuleResult Of(Multiply product, IReadOnlyList<OracleTensor> inputs, OracleTensor relevance, Func<int, double> part)
    {
        int[][] sources = product.Sources(inputs);
        OracleTensor[] result = [.. inputs.Select(input => OracleTensor.Zeros(input.Shape))];
        for (int factor = 0; factor < result.Length; factor++)
        {
            for (int i = 0; i < relevance.Length; i++)
                result[factor].Values[sources[factor][i]] += part(factor) * relevance[i];
        }

        return new RuleResult(result, RelevanceAccount.Of(relevance, result));
    }
}

/// <summary>Everything to the signal, nothing to the gate (Arras et al. 2017).</summary>
/// <param name="Gate">Which factor is the gate.</param>
/// <param name="GateName">How a declaration names it; null leaves it to what is provable.</param>
public sealed record SignalTakesAll(int Gate, string? GateName = null) : OracleRule
{
    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance) =>
        ProductShares.Of(layer as Multiply ?? throw Unsupported(layer), inputs, relevance, factor => factor == Gate ? 0 : 1);
}
