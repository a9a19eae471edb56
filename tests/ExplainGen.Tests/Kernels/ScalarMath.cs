namespace ExplainGen.Tests.Kernels;

/// <summary>Double-precision references that the base class library lacks.</summary>
internal static class ScalarMath
{
    internal static double Expm1(double x)
    {
        if (Math.Abs(x) > 0.5)
            return Math.Exp(x) - 1;
        double term = x, sum = x;
        for (int n = 2; n < 30; n++)
            sum += term *= x / n;
        return sum;
    }

    internal static double Log1p(double x)
    {
        if (x > 0.3)
            return Math.Log(1 + x);
        double s = x / (2 + x), square = s * s, power = s, sum = 0;
        for (int n = 1; n < 60; n += 2, power *= square)
            sum += 2 * power / n;
        return sum;
    }

    /// <summary>The standard normal distribution function, to full relative precision in the lower tail.</summary>
    internal static double NormalDistribution(double x)
    {
        if (x > 0)
            return 1 - NormalDistribution(-x);
        double z = -x;
        if (z < 2.5)
        {
            // Φ(x) = 1/2 + φ(x) (x + x³/3 + x⁵/15 + ...), all terms of one sign.
            double term = x, sum = x;
            for (int n = 3; n < 200; n += 2)
                sum += term *= x * x / n;
            return 0.5 + NormalDensity(x) * sum;
        }

        // Mills' ratio as a continued fraction, from the far end.
        double fraction = z;
        for (int n = 400; n >= 1; n--)
            fraction = z + n / fraction;
        return NormalDensity(z) / fraction;
    }

    internal static double NormalDensity(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    internal static double TanhShrink(double x)
    {
        if (Math.Abs(x) > 0.3)
            return x - Math.Tanh(x);
        // x - tanh x = (x cosh x - sinh x) / cosh x, the numerator as its series.
        double sum = 0, power = x * x * x, factorial = 6;
        for (int n = 3; n < 40; n += 2)
        {
            sum += power * (n - 1) / factorial;
            power *= x * x;
            factorial *= (n + 1) * (n + 2);
        }

        return sum / Math.Cosh(x);
    }
}
