using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Oracle.Rules;

/// <summary>LRP-epsilon (Bach et al. 2015), LRP-0 when epsilon is 0: <c>n_ij = x_i w_ij</c>.</summary>
public sealed record Epsilon : ContributionRule
{
    private protected override IReadOnlyList<ContributionBranch> Branches(IReadOnlyList<OracleTensor> inputs) =>
        [new(_ => 1, (x, w, _) => x * w, b => b)];

    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance)
    {
        if (layer is not SequenceOperator recurrent)
            return base.Propagate(layer, inputs, output, relevance);
        var shares = new EpsilonShares(Stabilizer, Bias);
        OracleTensor result = recurrent.Relevance(inputs[0], relevance, shares);
        return new RuleResult(
            [result], new RelevanceAccount(relevance.Sum, result.Sum, shares.Absorbed, shares.Stabilized, shares.Dropped));
    }
}

/// <summary>The z+ rule for inputs of either sign: only positive contributions, <c>n_ij = (x_i w_ij)+</c>.</summary>
public sealed record ZPlus : ContributionRule
{
    private protected override IReadOnlyList<ContributionBranch> Branches(IReadOnlyList<OracleTensor> inputs) =>
        [new(_ => 1, (x, w, _) => Sign.Positive(x * w), Sign.Positive)];
}

/// <summary>Positive and negative contributions, normalized apart and weighted by alpha and -beta.</summary>
public sealed record AlphaBeta(double Alpha = 2, double Beta = 1) : ContributionRule
{
    private protected override IReadOnlyList<ContributionBranch> Branches(IReadOnlyList<OracleTensor> inputs) =>
    [
        new(_ => Alpha, (x, w, _) => Sign.Positive(x * w), Sign.Positive),
        new(_ => -Beta, (x, w, _) => Sign.Negative(x * w), Sign.Negative),
    ];
}

/// <summary>
/// The generalized gamma rule: contributions of the sign of the output are raised, <c>n_ij = z + gamma z+</c> where the output
/// is positive and <c>z + gamma z-</c> where it is negative, with <c>z = x_i w_ij</c>. An output of exactly 0 passes nothing on.
/// The output is the layer's own, with its bias, whatever becomes of the bias in the denominator.
/// </summary>
public sealed record Gamma(double Value = 0.25) : ContributionRule
{
    private protected override IReadOnlyList<ContributionBranch> Branches(IReadOnlyList<OracleTensor> inputs) =>
    [
        new(y => y > 0 ? 1 : 0, (x, w, _) => x * w + Value * Sign.Positive(x * w), b => b + Value * Sign.Positive(b)),
        new(y => y < 0 ? 1 : 0, (x, w, _) => x * w + Value * Sign.Negative(x * w), b => b + Value * Sign.Negative(b)),
    ];
}

/// <summary>The z-box rule (Montavon et al. 2017): <c>n_ij = x_i w_ij - l_i w_ij+ - h_i w_ij-</c>; the bias cancels.</summary>
/// <param name="Low">
/// The lower bounds of the input: a scalar, or a tensor whose axes are those of the input from the left, each of its extent or 1.
/// </param>
/// <param name="High">The upper bounds, likewise.</param>
public sealed record ZBox(OracleTensor Low, OracleTensor High) : ContributionRule
{
    public ZBox(double low, double high)
        : this(OracleTensor.Scalar(low), OracleTensor.Scalar(high))
    {
    }

    private protected override IReadOnlyList<ContributionBranch> Branches(IReadOnlyList<OracleTensor> inputs)
    {
        double[] low = Broadcast(Low, inputs[0].Shape);
        double[] high = Broadcast(High, inputs[0].Shape);
        return [new(_ => 1, (x, w, i) => x * w - low[i] * Sign.Positive(w) - high[i] * Sign.Negative(w), _ => 0)];
    }

    private static double[] Broadcast(OracleTensor bound, int[] shape)
    {
        var result = new double[OracleTensor.CountOf(shape)];
        for (int i = 0; i < result.Length; i++)
        {
            int source = 0;
            int stride = result.Length;
            for (int axis = 0; axis < bound.Shape.Length; axis++)
            {
                stride /= shape[axis];
                int coordinate = bound.Shape[axis] == 1 ? 0 : i / stride % shape[axis];
                source = source * bound.Shape[axis] + coordinate;
            }

            result[i] = bound[source];
        }

        return result;
    }
}

/// <summary>The w-squared rule: <c>n_ij = w_ij^2</c>, and the squared bias.</summary>
public sealed record WSquare : ContributionRule
{
    private protected override IReadOnlyList<ContributionBranch> Branches(IReadOnlyList<OracleTensor> inputs) =>
        [new(_ => 1, (_, w, _) => w * w, b => b * b)];
}

/// <summary>The same share for every input in reach, whatever its weight; the bias has none.</summary>
public sealed record Flat : ContributionRule
{
    private protected override IReadOnlyList<ContributionBranch> Branches(IReadOnlyList<OracleTensor> inputs) =>
        [new(_ => 1, (_, _, _) => 1, _ => 0)];
}

/// <summary>The parts of a number: <c>z = z+ + z-</c>.</summary>
internal static class Sign
{
    public static double Positive(double z) => z > 0 ? z : 0;

    public static double Negative(double z) => z < 0 ? z : 0;
}
