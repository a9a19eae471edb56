namespace ExplainGen.Neon;

/// <summary>
/// The dual problem of the one-class SVM with its gradient G = K a: minimize 1/2 a^T K a over 0 &lt;= a_j &lt;= 1 with sum a = nu N.
/// A solution is optimal when no coefficient that can grow has a smaller gradient than one that can shrink.
/// </summary>
internal sealed class OneClassDual
{
    /// <summary>Stands for the curvature along a pair of points that are the same (Fan, Chen and Lin, 2005, section 2).</summary>
    private const double LeastCurvature = 1e-12;

    private readonly KernelRows _kernel;
    private readonly double[] _gradient;

    /// <summary>Begins at a feasible point: the first coefficients are 1, and one holds the rest of the sum.</summary>
    public OneClassDual(KernelRows kernel, double nu)
    {
        _kernel = kernel;
        Coefficients = new double[kernel.Count];
        _gradient = new double[kernel.Count];
        double rest = nu * kernel.Count;
        for (int n = 0; n < kernel.Count && rest > 0; n++, rest--)
        {
            Coefficients[n] = Math.Min(1, rest);
            AddRow(n, Coefficients[n]);
        }
    }

    /// <summary>The coefficients a.</summary>
    public double[] Coefficients { get; }

    /// <summary>Moves the pair that promises the largest gain, if the conditions of optimality are violated.</summary>
    /// <param name="tolerance">By more than this.</param>
    /// <returns>Whether a pair was moved.</returns>
    public bool Step(double tolerance)
    {
        int grows = SteepestToGrow();
        if (grows < 0)
            return false;

        // Of those that can shrink and have a larger gradient: the one whose pair gains most, (difference of gradients)^2 / curvature.
        ReadOnlySpan<double> row = _kernel[grows];
        int shrinks = -1;
        double most = 0, largest = double.NegativeInfinity;
        for (int n = 0; n < row.Length; n++)
        {
            if (Coefficients[n] <= 0)
                continue;
            double difference = _gradient[n] - _gradient[grows];
            largest = Math.Max(largest, difference);
            if (difference <= 0)
                continue;
            double gain = difference * difference / Curvature(row[n]);
            if (gain > most)
                (shrinks, most) = (n, gain);
        }

        if (shrinks < 0 || largest <= tolerance)
            return false;

        double wanted = (_gradient[shrinks] - _gradient[grows]) / Curvature(row[shrinks]);
        double room = 1 - Coefficients[grows], stock = Coefficients[shrinks];
        double step = Math.Min(wanted, Math.Min(room, stock));

        // At a bound the coefficient is the bound, not what rounding makes of it.
        double grown = step == room ? 1 : Coefficients[grows] + step;
        double shrunk = step == stock ? 0 : Coefficients[shrinks] - step;
        double growth = grown - Coefficients[grows], loss = shrunk - Coefficients[shrinks];
        Coefficients[grows] = grown;
        Coefficients[shrinks] = shrunk;
        AddRow(grows, growth);
        AddRow(shrinks, loss);
        return true;
    }

    /// <summary>
    /// The offset: the mean gradient of the coefficients between the bounds, or, where there is none, the middle of the gap between
    /// those at 1 and those at 0.
    /// </summary>
    public double Rho()
    {
        double sum = 0, atOne = double.NegativeInfinity, atZero = double.PositiveInfinity;
        int free = 0;
        for (int n = 0; n < Coefficients.Length; n++)
        {
            if (Coefficients[n] >= 1)
                atOne = Math.Max(atOne, _gradient[n]);
            else if (Coefficients[n] <= 0)
                atZero = Math.Min(atZero, _gradient[n]);
            else
                (sum, free) = (sum + _gradient[n], free + 1);
        }

        if (free > 0)
            return sum / free;
        return double.IsPositiveInfinity(atZero) ? atOne : (atOne + atZero) / 2;
    }

    /// <summary>By how much a coefficient that can shrink has a larger gradient than one that can grow; at least 0.</summary>
    public double Violation()
    {
        double largest = double.NegativeInfinity, least = double.PositiveInfinity;
        for (int n = 0; n < Coefficients.Length; n++)
        {
            if (Coefficients[n] > 0)
                largest = Math.Max(largest, _gradient[n]);
            if (Coefficients[n] < 1)
                least = Math.Min(least, _gradient[n]);
        }

        return Math.Max(0, largest - least);
    }

    // k(x, x) = 1.
    private static double Curvature(double kernel) => Math.Max(LeastCurvature, 2 - (2 * kernel));

    private int SteepestToGrow()
    {
        int found = -1;
        double least = double.PositiveInfinity;
        for (int n = 0; n < Coefficients.Length; n++)
        {
            if (Coefficients[n] < 1 && _gradient[n] < least)
                (found, least) = (n, _gradient[n]);
        }

        return found;
    }

    private void AddRow(int point, double factor)
    {
        ReadOnlySpan<double> row = _kernel[point];
        for (int n = 0; n < row.Length; n++)
            _gradient[n] += factor * row[n];
    }
}
