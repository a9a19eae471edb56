using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Oracle.Rules;

/// <summary>A rule that shares what a window of a max-pooling got among its inputs.</summary>
public abstract record MaxPoolRule : OracleRule
{
    /// <summary>The share of every input of a window, in its order; together 1, or less.</summary>
    public abstract double[] Shares(double[] window);

    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance)
    {
        if (layer is not MaximumOperator pool)
            throw Unsupported(layer);
        OracleTensor result = OracleTensor.Zeros(inputs[0].Shape);
        Func<int, int[]> candidatesOf = pool.Candidates(inputs[0].Shape);
        for (int j = 0; j < relevance.Length; j++)
        {
            int[] candidates = candidatesOf(j);
            double[] shares = Shares([.. candidates.Select(i => inputs[0][i])]);
            for (int t = 0; t < candidates.Length; t++)
                result.Values[candidates[t]] += shares[t] * relevance[j];
        }

        return new RuleResult([result], RelevanceAccount.Of(relevance, [result]));
    }
}

/// <summary>Everything to the largest input, to the first of equal ones: the gradient.</summary>
public sealed record MaxPoolWinner : MaxPoolRule
{
    public override double[] Shares(double[] window)
    {
        var shares = new double[window.Length];
        shares[Array.IndexOf(window, window.Max())] = 1;
        return shares;
    }
}

/// <summary>Evenly among the inputs that equal the largest (Bach et al. 2015).</summary>
public sealed record MaxPoolTieSplit : MaxPoolRule
{
    public override double[] Shares(double[] window)
    {
        double largest = window.Max();
        double winners = window.Count(x => x == largest);
        return Array.ConvertAll(window, x => x == largest ? 1 / winners : 0);
    }
}

/// <summary>In proportion to the inputs, <c>x_i / st(sum x)</c> (Montavon et al. 2017).</summary>
public sealed record MaxPoolProportional : MaxPoolRule
{
    /// <summary>Without RMS scaling: the windows are shared one by one.</summary>
    public OracleStabilizer Stabilizer { get; init; } = OracleStabilizer.Default;

    public override double[] Shares(double[] window)
    {
        double denominator = Stabilizer.Stabilize(window.Sum());
        return Array.ConvertAll(window, x => denominator == 0 ? 0 : x / denominator);
    }
}
