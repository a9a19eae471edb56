namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>
/// Scaled dot-product attention of queries, keys and values <c>[heads * d, length]</c>; head h has the channels from h * d on.
/// </summary>
/// <param name="Heads">Heads of the queries and of the output.</param>
public sealed record Attention(int Heads) : OracleOperator
{
    /// <summary>What scores are multiplied by; null is 1 / sqrt(d).</summary>
    public double? Scale { get; init; }

    /// <summary>Whether query i sees the keys 0 to i alone.</summary>
    public bool Causal { get; init; }

    /// <summary>Heads of keys and values; null is as many as of queries.</summary>
    public int? KeyValueHeads { get; init; }

    private int Shared => Heads / (KeyValueHeads ?? Heads);

    public override int[] OutputShape(IReadOnlyList<int[]> inputs) =>
        inputs[0][0] * (KeyValueHeads ?? Heads) == inputs[1][0] * Heads && inputs[1][1] == inputs[2][1]
            ? [inputs[2][0] * Shared, inputs[0][1]]
            : throw new ArgumentException("Queries, keys and values do not fit.");

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs)
    {
        OracleTensor result = OracleTensor.Zeros(OutputShape(ShapesOf(inputs)));
        foreach (AttentionRow row in Rows(inputs))
        {
            foreach ((int value, int key, int output) in row.Values)
                result.Values[output] += inputs[2][value] * row.Weights[key];
        }

        return result;
    }

    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent)
    {
        OracleTensor[] result = [.. inputs.Select(input => OracleTensor.Zeros(input.Shape))];
        foreach (AttentionRow row in Rows(inputs))
        {
            var ofWeights = new double[row.Weights.Length];
            foreach ((int value, int key, int output) in row.Values)
            {
                ofWeights[key] += inputs[2][value] * cotangent[output];
                result[2].Values[value] += row.Weights[key] * cotangent[output];
            }

            double mean = ofWeights.Zip(row.Weights, (g, w) => g * w).Sum();
            foreach ((int query, int keyChannel, int key) in row.Scores)
            {
                double slope = row.Scale * row.Weights[key] * (ofWeights[key] - mean);
                result[0].Values[query] += inputs[1][keyChannel] * slope;
                result[1].Values[keyChannel] += inputs[0][query] * slope;
            }
        }

        return result;
    }

    /// <summary>Each query of each head, one by one.</summary>
    public IEnumerable<AttentionRow> Rows(IReadOnlyList<OracleTensor> inputs)
    {
        (OracleTensor q, OracleTensor k, OracleTensor v) = (inputs[0], inputs[1], inputs[2]);
        int queries = q.Shape[1], keys = k.Shape[1], size = q.Shape[0] / Heads, values = v.Shape[0] * Shared / Heads;
        double scale = Scale ?? 1 / Math.Sqrt(size);
        for (int head = 0; head < Heads; head++)
        {
            int shared = head / Shared;
            for (int i = 0; i < queries; i++)
            {
                var row = new AttentionRow(scale, keys);
                for (int j = 0; j < keys; j++)
                {
                    for (int c = 0; c < size; c++)
                        row.Scores.Add(((head * size + c) * queries + i, (shared * size + c) * keys + j, j));
                    for (int c = 0; c < values; c++)
                        row.Values.Add(((shared * values + c) * keys + j, j, (head * values + c) * queries + i));
                }

                foreach ((int query, int keyChannel, int key) in row.Scores)
                    row.Products[key] += q[query] * k[keyChannel];
                int seen = Causal ? Math.Min(keys, i + 1) : keys;
                double[] weights = ChannelSoftmax.Of([.. row.Products.Take(seen).Select(product => scale * product)]);
                weights.CopyTo(row.Weights, 0);
                yield return row;
            }
        }
    }
}

/// <summary>What one query of one head computes: flat indices of the inputs, and the values in between.</summary>
public sealed class AttentionRow(double scale, int keys)
{
    /// <summary>What scores are multiplied by.</summary>
    public double Scale => scale;

    /// <summary>The terms of the products of query and keys: where in the queries, where in the keys, which key.</summary>
    public List<(int Query, int KeyChannel, int Key)> Scores { get; } = [];

    /// <summary>The terms of the outputs: where in the values, which key, where in the output.</summary>
    public List<(int Value, int Key, int Output)> Values { get; } = [];

    /// <summary>The products of the query with every key, neither scaled nor masked.</summary>
    public double[] Products { get; } = new double[keys];

    /// <summary>The weights; 0 for keys that are masked.</summary>
    public double[] Weights { get; } = new double[keys];
}
