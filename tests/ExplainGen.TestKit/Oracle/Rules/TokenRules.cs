using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Oracle.Rules;

/// <summary>The relevance of everything that stands for a token is the token's.</summary>
public sealed record TokenSum : OracleRule
{
    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance)
    {
        if (layer is not TokenOperator)
            throw Unsupported(layer);
        OracleTensor result = OracleTensor.Zeros(inputs[0].Shape);
        for (int i = 0; i < relevance.Length; i++)
            result.Values[i % result.Length] += relevance[i];
        return new RuleResult([result], RelevanceAccount.Of(relevance, [result]));
    }
}
