using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Oracle;

/// <summary>
/// Merges batch normalization into the linear layer before it, <c>W' = W scale</c> on the axis of the outputs and
/// <c>b' = (b - mean) scale + beta</c> with <c>scale = gamma / sqrt(variance + epsilon)</c>.
/// </summary>
public static class BatchNormMerging
{
    /// <summary>
    /// Merges wherever a batch normalization is the only reader of a linear layer. The normalization stays as an
    /// <see cref="Identity"/> of its name.
    /// </summary>
    public static OracleNetwork Merge(OracleNetwork network)
    {
        Dictionary<string, OracleOperator> replaced = [];
        foreach (OracleNode node in network.Nodes)
        {
            if (node.Operator is not BatchNorm norm)
                continue;
            string linear = node.Inputs[0];
            if (network.Nodes.Count(other => other.Inputs.Contains(linear)) != 1
                || network.Nodes.FirstOrDefault(other => other.Name == linear) is not { } before
                || Merge(before.Operator, norm) is not { } merged)
            {
                continue;
            }

            replaced[linear] = merged;
            replaced[node.Name] = new Identity();
        }

        return new OracleNetwork(network.Nodes.Select(node =>
            replaced.TryGetValue(node.Name, out OracleOperator? layer) ? node with { Operator = layer } : node));
    }

    /// <summary>The linear layer that does the work of both, or null when <paramref name="layer"/> is none.</summary>
    public static OracleOperator? Merge(OracleOperator layer, BatchNorm norm) => layer switch
    {
        Linear l => l with { Weight = Scale(l.Weight, 0, 1, norm), Bias = Shift(l.Bias, norm) },
        Convolution c => c with { Weight = Scale(c.Weight, 0, 1, norm), Bias = Shift(c.Bias, norm) },
        TransposedConvolution t => t with { Weight = Scale(t.Weight, 1, t.Groups, norm), Bias = Shift(t.Bias, norm) },
        _ => null,
    };

    /// <summary>Scales along the axis of the outputs; with that axis second, the leading one is cut into the groups.</summary>
    private static OracleTensor Scale(OracleTensor weight, int outputAxis, int groups, BatchNorm norm)
    {
        var values = new double[weight.Length];
        int outputs = weight.Shape[outputAxis];
        int rowsOfGroup = weight.Shape[0] / groups;
        for (int i = 0; i < values.Length; i++)
        {
            int[] at = Coordinates.Of(i, weight.Shape);
            int group = outputAxis == 0 ? 0 : at[0] / rowsOfGroup;
            values[i] = weight[i] * norm.Scale(group * outputs + at[outputAxis]);
        }

        return new OracleTensor(values, weight.Shape);
    }

    private static OracleTensor Shift(OracleTensor? bias, BatchNorm norm)
    {
        var values = new double[norm.Mean.Length];
        for (int c = 0; c < values.Length; c++)
            values[c] = ((bias?[c] ?? 0) - norm.Mean[c]) * norm.Scale(c) + (norm.Bias?[c] ?? 0);
        return OracleTensor.Vector(values);
    }
}
