namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>An operator that is affine in its inputs, and so has contributions <c>z_ij = x_i w_ij</c>.</summary>
public abstract record AffineOperator : OracleOperator
{
    /// <summary>The map for inputs of these shapes.</summary>
    public abstract ContributionMap Map(IReadOnlyList<int[]> inputs);

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs)
    {
        int[][] shapes = ShapesOf(inputs);
        ContributionMap map = Map(shapes);
        double[] x = Join(inputs);
        OracleTensor output = OracleTensor.Zeros(OutputShape(shapes));
        var indices = new int[map.MaxTaps];
        var weights = new double[map.MaxTaps];
        for (int j = 0; j < output.Length; j++)
        {
            int count = map.Taps(j, indices, weights);
            double sum = 0;
            for (int t = 0; t < count; t++)
                sum += weights[t] * x[indices[t]];
            output.Values[j] = sum + map.Bias(j);
        }

        return output;
    }

    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent)
    {
        ContributionMap map = Map(ShapesOf(inputs));
        var result = new double[map.InputLength];
        var indices = new int[map.MaxTaps];
        var weights = new double[map.MaxTaps];
        for (int j = 0; j < cotangent.Length; j++)
        {
            if (cotangent[j] == 0)
                continue;
            int count = map.Taps(j, indices, weights);
            for (int t = 0; t < count; t++)
                result[indices[t]] += weights[t] * cotangent[j];
        }

        return Split(result, inputs);
    }

    /// <summary>All inputs one after the other, as <see cref="ContributionMap"/> numbers them.</summary>
    public static double[] Join(IReadOnlyList<OracleTensor> inputs) =>
        inputs.Count == 1 ? inputs[0].Values : [.. inputs.SelectMany(input => input.Values)];

    /// <summary>The inverse of <see cref="Join"/>, in the shapes of <paramref name="like"/>.</summary>
    public static OracleTensor[] Split(double[] joined, IReadOnlyList<OracleTensor> like)
    {
        var result = new OracleTensor[like.Count];
        int start = 0;
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = new OracleTensor(joined[start..(start + like[i].Length)], like[i].Shape);
            start += like[i].Length;
        }

        return result;
    }
}
