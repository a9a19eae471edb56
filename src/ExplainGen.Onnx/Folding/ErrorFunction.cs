namespace ExplainGen.Onnx.Folding;

/// <summary>erf(x) = 2/sqrt(pi) times the integral of exp(-t²) from 0 to x.</summary>
internal static class ErrorFunction
{
    /// <summary>The error function, to about 1e-14.</summary>
    internal static double Of(double x)
    {
        double a = Math.Abs(x);
        if (!(a < 6))
            return double.IsNaN(a) ? a : Math.Sign(x);
        return Math.CopySign(a < 2.5 ? Series(a) : 1 - Complement(a), x);
    }

    // The sum over n of (-1)^n x^(2n+1) / (n! (2n+1)), by Kummer's transformation without alternating signs.
    private static double Series(double x)
    {
        double term = x, sum = x;
        for (int n = 1; term > 1e-17 * sum; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // Laplace's continued fraction, from its end.
    private static double Complement(double x)
    {
        double fraction = x;
        for (int k = 60; k > 0; k--)
            fraction = x + k / 2.0 / fraction;
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / fraction;
    }
}
