namespace ExplainGen.TestKit.Oracle.Rules;

/// <summary>The quotients of the epsilon rule for an operator that has several sums inside, and the account of what they take.</summary>
/// <exception cref="NotSupportedException">The bias is to be redistributed.</exception>
public sealed class EpsilonShares
{
    private readonly OracleStabilizer _stabilizer;

    public EpsilonShares(OracleStabilizer stabilizer, OracleBias bias)
    {
        if (bias == OracleBias.Redistribute)
            throw new NotSupportedException("A part of the bias's share would go to a state before the sequence, which is no input.");
        _stabilizer = stabilizer;
        IgnoresBias = bias == OracleBias.Ignore;
    }

    /// <summary>Whether denominators are to leave the bias out.</summary>
    public bool IgnoresBias { get; }

    public double Absorbed { get; private set; }

    public double Stabilized { get; private set; }

    public double Dropped { get; private set; }

    /// <summary>The unit of epsilon for sums of one kind.</summary>
    public double Unit(double[][] denominators) => _stabilizer.Unit([.. denominators.SelectMany(values => values)]);

    /// <summary>R / st(z); what the stabilizer takes is accounted for, and all of it where st(z) is zero.</summary>
    public double Quotient(double relevance, double denominator, double unit)
    {
        double stable = _stabilizer.Stabilize(denominator, unit);
        if (stable == 0)
        {
            Dropped += relevance;
            return 0;
        }

        Stabilized += relevance / stable * (stable - denominator);
        return relevance / stable;
    }

    /// <summary>Accounts for the share of a bias that denominators hold.</summary>
    public void Absorb(double quotient, double bias) => Absorbed += IgnoresBias ? 0 : quotient * bias;
}
