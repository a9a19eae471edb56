using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Oracle.Rules;

/// <summary>A rule for products of two values that hands each factor a fixed part of the relevance, whatever their values.</summary>
public abstract record ProductRule : OracleRule
{
    /// <summary>The part of the factor with this number; the two together are 1.</summary>
    public abstract double Part(int factor);

    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance)
    {
        if (layer is not Multiply product)
            throw Unsupported(layer);
        int[][] sources = product.Sources(inputs);
        OracleTensor[] result = [.. inputs.Select(input => OracleTensor.Zeros(input.Shape))];
        for (int factor = 0; factor < result.Length; factor++)
        {
            for (int i = 0; i < relevance.Length; i++)
                result[factor].Values[sources[factor][i]] += Part(factor) * relevance[i];
        }

        return new RuleResult(result, RelevanceAccount.Of(relevance, result));
    }
}

/// <summary>Half to each factor (Achtibat et al. 2024).</summary>
public sealed record Uniform : ProductRule
{
    public override double Part(int factor) => 0.5;
}

/// <summary>Everything to the signal, nothing to the gate (Arras et al. 2017).</summary>
/// <param name="Gate">Which factor is the gate.</param>
/// <param name="GateName">How a declaration names it; null leaves it to what is provable.</param>
public sealed record SignalTakesAll(int Gate, string? GateName = null) : ProductRule
{
    public override double Part(int factor) => factor == Gate ? 0 : 1;
}
