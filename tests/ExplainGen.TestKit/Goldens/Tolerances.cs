namespace ExplainGen.TestKit.Goldens;

/// <summary>How far results may be from the golden numbers, and why.</summary>
public static class Tolerances
{
    /// <summary>
    /// One rule on one layer, double precision, on <see cref="RelativeError.Max(ReadOnlySpan{double}, ReadOnlySpan{double})"/>:
    /// two independent computations agree to 5e-12.
    /// </summary>
    public const double RuleDouble = 1e-10;

    /// <summary>
    /// One rule on one layer, single precision, on <c>RelativeError.Max</c>: 20 times what Zennit itself loses in single
    /// precision, which is large where a denominator is nearly 0.
    /// </summary>
    public static double RuleSingle(double zennitSingleError) => Math.Max(1e-5, 20 * zennitSingleError);

    /// <summary>An absolute tolerance for one number of the closed-form vectors.</summary>
    public static double ClosedForm(double expected) => 1e-12 * Math.Max(1, Math.Abs(expected));

    /// <summary>As <see cref="ClosedForm"/>, where an output is exactly 0 and 1 / epsilon amplifies the rounding.</summary>
    public static double ClosedFormAtZero(double expected) => 1e-9 * Math.Abs(expected);

    /// <summary>An absolute tolerance for logits in single precision.</summary>
    public static double LogitsSingle(ReadOnlySpan<double> expected)
    {
        double largest = 0;
        foreach (double logit in expected)
            largest = Math.Max(largest, Math.Abs(logit));
        return 1e-5 * largest;
    }

    /// <summary>A whole network in double precision, on <c>RelativeError.Max</c>: the rounding of what is stored.</summary>
    public static double NetworkDouble(bool storedAsDouble) => storedAsDouble ? 1e-8 : 2e-7;

    /// <summary>
    /// A whole network in single precision, on <c>RelativeError.L2</c>: 20 times the error of Zennit's own run in single precision.
    /// </summary>
    public static double NetworkSingle(double zennitSingleErrorL2) => Math.Max(1e-5, 20 * zennitSingleErrorL2);

    /// <summary>An absolute tolerance for the sum of the relevance in single precision.</summary>
    public static double RelevanceSumSingle(double absoluteSum, double sum, double sumOfSingleRun) =>
        Math.Max(1e-5 * absoluteSum, 20 * Math.Abs(sum - sumOfSingleRun));
}
