using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Oracle.Rules;

/// <summary>
/// AttnLRP (Achtibat et al. 2024): <c>R_i = x_i (R_i' - s_i sum_j R_j')</c> through a softmax, 0 where x was masked, and the products of
/// attention by <see cref="Uniform"/>.
/// </summary>
public sealed record AttnLrp : OracleRule
{
    public OracleStabilizer Stabilizer { get; init; } = OracleStabilizer.Default;

    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance) => layer switch
    {
        ChannelSoftmax => ThroughSoftmax(inputs[0], output, relevance),
        Attention attention => ThroughAttention(attention, inputs, output, relevance),
        _ => throw Unsupported(layer),
    };

    private static RuleResult ThroughSoftmax(OracleTensor x, OracleTensor y, OracleTensor relevance)
    {
        OracleTensor result = OracleTensor.Zeros(x.Shape);
        foreach (int[] channels in ChannelSoftmax.Positions(x.Shape))
        {
            double sum = channels.Sum(j => relevance[j]);
            foreach (int i in channels)
                result.Values[i] = double.IsInfinity(x[i]) ? 0 : x[i] * (relevance[i] - y[i] * sum);
        }

        return new RuleResult([result], RelevanceAccount.Of(relevance, [result]));
    }

    private RuleResult ThroughAttention(
        Attention layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance)
    {
        OracleTensor[] result = [.. inputs.Select(input => OracleTensor.Zeros(input.Shape))];
        AttentionRow[] rows = [.. layer.Rows(inputs)];
        var outputs = new DoubledDenominators(output.Values, Stabilizer);
        var products = new DoubledDenominators([.. rows.SelectMany(row => row.Products)], Stabilizer);
        double stabilized = Enumerable.Range(0, output.Length).Sum(y => outputs.Stabilized(y, relevance[y]));
        for (int n = 0; n < rows.Length; n++)
        {
            AttentionRow row = rows[n];
            var ofWeights = new double[row.Weights.Length];
            foreach ((int value, int key, int y) in row.Values)
            {
                double share = inputs[2][value] * row.Weights[key] * outputs.Quotient(y, relevance[y]);
                ofWeights[key] += share;
                result[2].Values[value] += share;
            }

            double[] ofScores =
                [.. ofWeights.Select((r, key) => row.Scale * row.Products[key] * (r - row.Weights[key] * ofWeights.Sum()))];
            for (int key = 0; key < ofScores.Length; key++)
                stabilized += products.Stabilized(n * ofScores.Length + key, ofScores[key]);
            foreach ((int query, int keyChannel, int key) in row.Scores)
            {
                double share = inputs[0][query] * inputs[1][keyChannel] * products.Quotient(n * ofScores.Length + key, ofScores[key]);
                result[0].Values[query] += share;
                result[1].Values[keyChannel] += share;
            }
        }

        double arrived = relevance.Sum, handed = result.Sum(tensor => tensor.Sum);
        return new RuleResult(result, new RelevanceAccount(arrived, handed, 0, stabilized, arrived - handed - stabilized));
    }
}

/// <summary>
/// CP-LRP (Ali et al. 2022): what a softmax gives is constant, so that values share by contribution and nothing goes elsewhere.
/// </summary>
public sealed record CpLrp : OracleRule
{
    public OracleStabilizer Stabilizer { get; init; } = OracleStabilizer.Default;

    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance)
    {
        OracleTensor[] result = [.. inputs.Select(input => OracleTensor.Zeros(input.Shape))];
        double stabilized = 0;
        if (layer is Attention attention)
        {
            double unit = Stabilizer.Unit(output.Values);
            double[] stable = [.. output.Values.Select(y => Stabilizer.Stabilize(y, unit))];
            foreach (AttentionRow row in attention.Rows(inputs))
            {
                foreach ((int value, int key, int y) in row.Values)
                    result[2].Values[value] += stable[y] == 0 ? 0 : inputs[2][value] * row.Weights[key] * relevance[y] / stable[y];
            }

            stabilized = stable.Select((d, y) => d == 0 ? 0 : relevance[y] / d * (d - output[y])).Sum();
        }
        else if (layer is not ChannelSoftmax)
        {
            throw Unsupported(layer);
        }

        double arrived = relevance.Sum, handed = result.Sum(tensor => tensor.Sum);
        return new RuleResult(result, new RelevanceAccount(arrived, handed, 0, stabilized, arrived - handed - stabilized));
    }
}
