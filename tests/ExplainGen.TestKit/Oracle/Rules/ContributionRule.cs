using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Oracle.Rules;

/// <summary>
/// A rule that shares relevance in proportion to contributions: <c>R_i = sum_j sum_b c_b n_b,ij / st(d_b,j) R_j</c> with
/// <c>d_b,j = n_b(bias_j) + sum_i n_b,ij</c>, over one or more branches b.
/// </summary>
public abstract record ContributionRule : OracleRule
{
    public OracleStabilizer Stabilizer { get; init; } = OracleStabilizer.Default;

    public OracleBias Bias { get; init; } = OracleBias.Absorb;

    /// <summary>The branches for inputs of these shapes.</summary>
    private protected abstract IReadOnlyList<ContributionBranch> Branches(IReadOnlyList<OracleTensor> inputs);

    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance)
    {
        // A normalization is affine once its deviation is taken as a constant (Achtibat et al. 2024, the rule of LayerNorm).
        if (((layer as Normalization)?.AtConstantDeviation(inputs[0]) ?? layer) is not AffineOperator affine)
            throw Unsupported(layer);
        ContributionMap map = affine.Map([.. inputs.Select(input => input.Shape)]);
        var shares = new ContributionShares(map, AffineOperator.Join(inputs), Bias);
        double absorbed = 0, stabilized = 0, taken = 0;
        foreach (ContributionBranch branch in Branches(inputs))
        {
            double unit = Stabilizer.RmsScaled ? Stabilizer.Unit(shares.Denominators(branch)) : 1;
            for (int j = 0; j < relevance.Length; j++)
            {
                double share = branch.Factor(output[j]) * relevance[j];
                if (share == 0)
                    continue;
                double denominator = shares.Compute(branch, j);
                double stable = Stabilizer.Stabilize(denominator, unit);
                if (stable == 0)
                    continue;
                taken += share;
                stabilized += share / stable * (stable - denominator);
                absorbed += shares.Distribute(share / stable);
            }
        }

        OracleTensor[] result = AffineOperator.Split(shares.Relevance, inputs);
        double arrived = relevance.Sum;
        return new RuleResult(result, new RelevanceAccount(
            arrived, result.Sum(tensor => tensor.Sum), absorbed, stabilized, arrived - taken));
    }
}

/// <summary>One normalized set of contributions.</summary>
/// <param name="Factor">What the branch is multiplied by at an output, given the forward value there.</param>
/// <param name="Contribution">n_ij, from the input x_i, the weight w_ij and the flat index i.</param>
/// <param name="BiasContribution">What the bias adds to the denominator.</param>
internal sealed record ContributionBranch(
    Func<double, double> Factor, Func<double, double, int, double> Contribution, Func<double, double> BiasContribution);

/// <summary>The contributions of one output at a time, and the relevance they have collected.</summary>
internal sealed class ContributionShares(ContributionMap map, double[] x, OracleBias bias)
{
    private readonly int[] _inputs = new int[map.MaxTaps];
    private readonly double[] _weights = new double[map.MaxTaps];
    private readonly double[] _contributions = new double[map.MaxTaps];
    private int _count;
    private double _biasContribution;

    public double[] Relevance { get; } = new double[map.InputLength];

    public double[] Denominators(ContributionBranch branch)
    {
        var result = new double[map.OutputLength];
        for (int j = 0; j < result.Length; j++)
            result[j] = Compute(branch, j);
        return result;
    }

    /// <summary>Computes the contributions of output <paramref name="j"/> and returns their sum.</summary>
    public double Compute(ContributionBranch branch, int j)
    {
        _count = map.Taps(j, _inputs, _weights);
        double sum = 0;
        for (int t = 0; t < _count; t++)
        {
            _contributions[t] = branch.Contribution(x[_inputs[t]], _weights[t], _inputs[t]);
            sum += _contributions[t];
        }

        _biasContribution = bias == OracleBias.Ignore ? 0 : branch.BiasContribution(map.Bias(j));
        return sum + _biasContribution;
    }

    /// <summary>Hands the last computed contributions times <paramref name="quotient"/> on; returns what the bias keeps.</summary>
    public double Distribute(double quotient)
    {
        bool spread = bias == OracleBias.Redistribute && _count > 0;
        double even = spread ? quotient * _biasContribution / _count : 0;
        for (int t = 0; t < _count; t++)
            Relevance[_inputs[t]] += _contributions[t] * quotient + even;
        return spread ? 0 : quotient * _biasContribution;
    }
}
