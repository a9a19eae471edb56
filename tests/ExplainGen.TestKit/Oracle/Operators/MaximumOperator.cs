namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>An operator whose every output is the largest of a window of inputs. The first of equal inputs wins.</summary>
public abstract record MaximumOperator : OracleOperator
{
    /// <summary>For an input of this shape: the flat input indices that an output chooses from, in row-major order.</summary>
    public abstract Func<int, int[]> Candidates(int[] inputShape);

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs)
    {
        OracleTensor result = OracleTensor.Zeros(OutputShape(ShapesOf(inputs)));
        Func<int, int[]> candidates = Candidates(inputs[0].Shape);
        for (int j = 0; j < result.Length; j++)
            result.Values[j] = inputs[0][Winner(inputs[0], candidates(j))];
        return result;
    }

    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent)
    {
        OracleTensor result = OracleTensor.Zeros(inputs[0].Shape);
        Func<int, int[]> candidates = Candidates(inputs[0].Shape);
        for (int j = 0; j < cotangent.Length; j++)
            result.Values[Winner(inputs[0], candidates(j))] += cotangent[j];
        return [result];
    }

    private static int Winner(OracleTensor input, int[] candidates)
    {
        int winner = candidates[0];
        foreach (int candidate in candidates)
        {
            if (input[candidate] > input[winner])
                winner = candidate;
        }

        return winner;
    }
}
