using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Oracle.Rules;

/// <summary>How the relevance at the output of one operator is handed to its inputs.</summary>
public abstract record OracleRule
{
    /// <param name="layer">The operator.</param>
    /// <param name="inputs">What it read in the forward pass.</param>
    /// <param name="output">What it gave.</param>
    /// <param name="relevance">The relevance at its output.</param>
    /// <exception cref="NotSupportedException">The rule has no meaning for the operator.</exception>
    public abstract RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance);

    /// <summary>For an operator with one input: the relevance of that input.</summary>
    public OracleTensor Propagate(OracleOperator layer, OracleTensor input, OracleTensor relevance) =>
        Propagate(layer, [input], layer.Forward(input), relevance).Inputs[0];

    private protected NotSupportedException Unsupported(OracleOperator layer) =>
        new($"{GetType().Name} is not defined for {layer.GetType().Name}.");
}

/// <summary>What a rule gives.</summary>
/// <param name="Inputs">The relevance of every input.</param>
public sealed record RuleResult(OracleTensor[] Inputs, RelevanceAccount Account);

/// <summary>Where the relevance that arrived at a layer went: <c>In = Out + Bias + Stabilizer + Dropped</c>.</summary>
/// <param name="In">The sum that arrived at the output.</param>
/// <param name="Out">The sum handed to the inputs.</param>
/// <param name="Bias">The share of the bias, as far as it was absorbed.</param>
/// <param name="Stabilizer">The share of what was added to the denominators.</param>
/// <param name="Dropped">The rest: outputs that pass nothing on, and rules that are not shares at all.</param>
public readonly record struct RelevanceAccount(double In, double Out, double Bias, double Stabilizer, double Dropped)
{
    /// <summary>The account of a rule without denominators.</summary>
    public static RelevanceAccount Of(OracleTensor arrived, IEnumerable<OracleTensor> handed)
    {
        double outgoing = handed.Sum(tensor => tensor.Sum);
        return new RelevanceAccount(arrived.Sum, outgoing, 0, 0, arrived.Sum - outgoing);
    }
}

/// <summary>What becomes of the share of the bias.</summary>
public enum OracleBias
{
    /// <summary>It counts in the denominator and its share stays with it.</summary>
    Absorb,

    /// <summary>It counts nowhere.</summary>
    Ignore,

    /// <summary>It counts in the denominator and its share is spread evenly over the inputs in reach of the output.</summary>
    Redistribute,
}
