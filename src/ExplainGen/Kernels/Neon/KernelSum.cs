namespace ExplainGen.Kernels;

/// <summary>
/// A sum of kernels <c>sum_j a_j k_j</c> over some of the units, maybe with a constant beside them, and the soft minimum that it is in
/// terms of the exponents <c>e_j = -log k_j</c>: <c>-log sum_j a_j exp(-e_j)</c>.
/// </summary>
internal sealed class KernelSum
{
    // Below this, exponentials of exponents are taken as differences to 1.
    private const double Near = 0.5;

    private readonly int[] _members;
    private readonly double[] _weights;
    private readonly double[] _logs;
    private readonly double _logTotal;

    /// <summary>A sum over units.</summary>
    /// <param name="members">Which units.</param>
    /// <param name="coefficients">Of each of them, above 0.</param>
    /// <param name="isNormalized">
    /// Whether coefficients are divided by their sum. The score knows nothing of the sum then: not even its rounding, which would be all
    /// there is of a score where kernels are near 1.
    /// </param>
    /// <param name="constant">What stands beside the kernels: a unit without distance. 0 is none.</param>
    internal KernelSum(int[] members, double[] coefficients, bool isNormalized, double constant = 0)
    {
        Total = coefficients.Sum() + constant;
        _members = members;
        _weights = [.. coefficients.Select(a => a / Total)];
        if (constant > 0)
            _weights = [.. _weights, constant / Total];
        _logs = Array.ConvertAll(_weights, Math.Log);
        _logTotal = isNormalized ? 0 : Math.Log(Total);
    }

    /// <summary>A sum over units one behind the other, all of the same coefficient, normalized.</summary>
    /// <param name="first">The first unit.</param>
    /// <param name="count">How many there are.</param>
    internal KernelSum(int first, int count)
        : this([.. Enumerable.Range(first, count)], [.. Enumerable.Repeat(1.0, count)], isNormalized: true)
    {
    }

    /// <summary>What the coefficients and the constant add up to.</summary>
    internal double Total { get; }

    /// <summary>The units.</summary>
    internal ReadOnlySpan<int> Members => _members;

    /// <summary>Whether a constant stands beside the kernels.</summary>
    internal bool HasConstant => _weights.Length > _members.Length;

    /// <summary>The soft minimum, and who makes it up.</summary>
    /// <param name="exponents">One a unit of the model.</param>
    /// <param name="shares">
    /// <c>p_j = a_j k_j / sum</c> of the members, then of the constant if there is one; at least as long as both.
    /// </param>
    /// <param name="residual">
    /// What it has beyond <c>sum_j p_j e_j</c>: the logarithms of coefficients and the entropy of the shares, <c>sum_j p_j log(p_j /
    /// a_j)</c>.
    /// </param>
    internal double SoftMin(ReadOnlySpan<double> exponents, Span<double> shares, out double residual)
    {
        double least = double.PositiveInfinity, largest = 0;
        for (int n = 0; n < _weights.Length; n++)
        {
            double exponent = Exponent(exponents, n);
            least = Math.Min(least, exponent - _logs[n]);
            largest = Math.Max(largest, exponent);
        }

        double sum = 0, excess = 0;
        for (int n = 0; n < _weights.Length; n++)
        {
            double exponent = Exponent(exponents, n);
            shares[n] = Math.Exp(least - (exponent - _logs[n]));
            sum += shares[n];
            if (largest < Near)
                excess += _weights[n] * Exponentials.ExpMinus1(-exponent);
        }

        // Near all units it is the small difference of large terms; there it comes of the kernels' differences to 1.
        double value = largest < Near ? -Exponentials.Log1Plus(excess) : least - Math.Log(sum);
        residual = -_logTotal;
        for (int n = 0; n < _weights.Length; n++)
        {
            shares[n] /= sum;
            residual += shares[n] == 0 ? 0 : shares[n] * (value - Exponent(exponents, n));
        }

        return value - _logTotal;
    }

    /// <summary>The logarithm of the sum, term by term.</summary>
    /// <param name="exponents">One a unit of the model.</param>
    internal double Log(ReadOnlySpan<double> exponents)
    {
        double largest = double.NegativeInfinity, sum = 0;
        for (int n = 0; n < _weights.Length; n++)
            largest = Math.Max(largest, _logs[n] - Exponent(exponents, n));
        for (int n = 0; n < _weights.Length; n++)
            sum += Math.Exp(_logs[n] - Exponent(exponents, n) - largest);
        return largest + Math.Log(sum) + _logTotal;
    }

    private double Exponent(ReadOnlySpan<double> exponents, int n) => n < _members.Length ? exponents[_members[n]] : 0;
}
