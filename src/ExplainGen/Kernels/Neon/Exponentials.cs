namespace ExplainGen.Kernels;

/// <summary>Exponentials and logarithms near 1 without loss of digits, which .NET lacks.</summary>
internal static class Exponentials
{
    /// <summary>exp(x) - 1, to the last digits for small x too (Kahan's form).</summary>
    internal static double ExpMinus1(double x)
    {
        if (Math.Abs(x) < 1e-5)
            return x + (x * x / 2) + (x * x * x / 6);
        double u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 ? -1 : double.IsInfinity(u) ? u : (u - 1) * x / Math.Log(u);
    }

    /// <summary>log(1 + x), to the last digits for small x too (Kahan's form).</summary>
    internal static double Log1Plus(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) ? u : Math.Log(u) * x / (u - 1);
    }
}
