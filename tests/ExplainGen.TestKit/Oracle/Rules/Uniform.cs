using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Oracle.Rules;

/// <summary>
/// Each factor of a product gets half (Achtibat et al. 2024). In a product of matrices a term's share of its sum, <c>a b R / st(2 y)</c>,
/// goes to either of its factors.
/// </summary>
public sealed record Uniform : OracleRule
{
    public OracleStabilizer Stabilizer { get; init; } = OracleStabilizer.Default;

    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance)
    {
        if (layer is Multiply factors)
            return ProductShares.Of(factors, inputs, relevance, _ => 0.5);
        if (layer is not MatMul product)
            throw Unsupported(layer);
        var denominators = new DoubledDenominators(output.Values, Stabilizer);
        OracleTensor[] result = [.. inputs.Select(input => OracleTensor.Zeros(input.Shape))];
        foreach ((int a, int b, int y) in product.Terms(inputs))
        {
            double share = inputs[0][a] * inputs[1][b] * denominators.Quotient(y, relevance[y]);
            result[0].Values[a] += share;
            result[1].Values[b] += share;
        }

        double stabilized = Enumerable.Range(0, output.Length).Sum(y => denominators.Stabilized(y, relevance[y]));
        double arrived = relevance.Sum, handed = result.Sum(tensor => tensor.Sum);
        return new RuleResult(result, new RelevanceAccount(arrived, handed, 0, stabilized, arrived - handed - stabilized));
    }
}

/// <summary>Denominators st(2 y).</summary>
internal sealed class DoubledDenominators(double[] values, OracleStabilizer stabilizer)
{
    private readonly double _unit = stabilizer.Unit(Array.ConvertAll(values, y => 2 * y));

    /// <summary>R / st(2 y); 0 where there is nothing to divide by.</summary>
    public double Quotient(int index, double relevance)
    {
        double stable = stabilizer.Stabilize(2 * values[index], _unit);
        return stable == 0 ? 0 : relevance / stable;
    }

    /// <summary>What the stabilizer takes of R.</summary>
    public double Stabilized(int index, double relevance) =>
        Quotient(index, relevance) * (stabilizer.Stabilize(2 * values[index], _unit) - 2 * values[index]);
}
