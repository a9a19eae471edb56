namespace ExplainGen.TestKit.Oracle;

/// <summary>Functions that <see cref="Math"/> lacks, to full double precision.</summary>
internal static class SpecialFunctions
{
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>e^x - 1 without cancellation near 0.</summary>
    public static double ExpMinus1(double x) => x < -40 ? -1 : 2 * Math.Exp(x / 2) * Math.Sinh(x / 2);

    /// <summary>log(1 + x) without cancellation near 0 (Kahan's correction of the rounded argument).</summary>
    public static double Log1Plus(double x)
    {
        double rounded = 1 + x;
        return rounded == 1 ? x : Math.Log(rounded) * x / (rounded - 1);
    }

    /// <summary>The standard normal distribution function.</summary>
    public static double NormalDistribution(double x) => ComplementaryError(-x / Math.Sqrt(2)) / 2;

    /// <summary>erfc, accurate relative to its own size in the upper tail too.</summary>
    public static double ComplementaryError(double x)
    {
        if (x < 0)
            return 2 - ComplementaryError(-x);
        return x < 1 ? 1 - ErrorSeries(x) : ComplementaryErrorFraction(x);
    }

    /// <summary>erf(x) = 2/sqrt(pi) e^(-x^2) sum_n 2^n x^(2n+1) / (2n+1)!!, all terms of one sign.</summary>
    private static double ErrorSeries(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; term > sum * 1e-18; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>The continued fraction erfc(x) = e^(-x^2)/sqrt(pi) / (x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...)))).</summary>
    private static double ComplementaryErrorFraction(double x)
    {
        double denominator = x;
        for (int k = 200; k >= 1; k--)
            denominator = x + k / 2.0 / denominator;
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / denominator;
    }
}
