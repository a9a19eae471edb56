namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>The softmax over the channels at each position.</summary>
public sealed record ChannelSoftmax : OracleOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => inputs[0];

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs)
    {
        OracleTensor result = OracleTensor.Zeros(inputs[0].Shape);
        foreach (int[] channels in Positions(result.Shape))
        {
            double[] values = Of([.. channels.Select(i => inputs[0][i])]);
            for (int c = 0; c < channels.Length; c++)
                result.Values[channels[c]] = values[c];
        }

        return result;
    }

    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent)
    {
        OracleTensor y = Forward(inputs), result = OracleTensor.Zeros(y.Shape);
        foreach (int[] channels in Positions(y.Shape))
        {
            foreach (int i in channels)
            {
                foreach (int j in channels)
                    result.Values[i] += cotangent[j] * y[j] * ((i == j ? 1 : 0) - y[i]);
            }
        }

        return [result];
    }

    /// <summary>The softmax of some numbers.</summary>
    public static double[] Of(double[] x)
    {
        double largest = x.Max();
        double[] e = Array.ConvertAll(x, v => Math.Exp(v - largest));
        double sum = e.Sum();
        return Array.ConvertAll(e, v => v / sum);
    }

    /// <summary>The flat indices of the channels at each position.</summary>
    public static IEnumerable<int[]> Positions(int[] shape)
    {
        int positions = OracleTensor.CountOf(shape.AsSpan(1));
        return Enumerable.Range(0, positions).Select(position =>
            Enumerable.Range(0, shape[0]).Select(channel => channel * positions + position).ToArray());
    }
}
