namespace ExplainGen.Graph;

/// <summary>
/// Arithmetic of sizes that never overflows: a declaration may say anything, and what is too large must be reported as such, not
/// come round as something small.
/// </summary>
internal static class Extent
{
    /// <summary>More than anything can have; sums of thousands of these still are numbers.</summary>
    public const long Huge = 1L << 50;

    /// <summary>a * b for numbers that are not negative, at most <see cref="Huge"/>.</summary>
    public static long Multiply(long a, long b) => b != 0 && a > Huge / b ? Huge : Math.Min(a * b, Huge);

    /// <summary>The product of numbers that are not negative, at most <see cref="Huge"/>.</summary>
    public static long Product(IEnumerable<int> factors)
    {
        long product = 1;
        foreach (int factor in factors)
            product = Multiply(product, factor);
        return product;
    }

    /// <summary>A size as that of an axis; what is too large stays too large.</summary>
    public static int ToAxis(long size) => (int)Math.Max(Math.Min(size, int.MaxValue), int.MinValue);

    /// <summary>a / b rounded down, for b above 0.</summary>
    public static long FloorDivide(long a, long b) => (a >= 0 ? a : a - b + 1) / b;
}
