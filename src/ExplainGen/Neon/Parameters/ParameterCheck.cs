using System.Globalization;
using System.Runtime.CompilerServices;

namespace ExplainGen.Neon;

/// <summary>What fitted parameters must be: one error that names the argument, what was expected and what was found.</summary>
internal static class ParameterCheck
{
    /// <summary>A count of at least one.</summary>
    public static void Count(int value, int least = 1, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < least)
            throw Error($"{name} is {value}; expected at least {least}.", name);
    }

    /// <summary>A number that is neither NaN nor infinite.</summary>
    public static void Finite(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!double.IsFinite(value))
            throw Error($"{name} is {value:R}; expected a finite number.", name);
    }

    /// <summary>A finite number above zero.</summary>
    public static void Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!double.IsFinite(value) || value <= 0)
            throw Error($"{name} is {value:R}; expected a finite number above 0.", name);
    }

    /// <summary>A finite number, zero or above.</summary>
    public static void NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!double.IsFinite(value) || value < 0)
            throw Error($"{name} is {value:R}; expected a finite number of at least 0.", name);
    }

    /// <summary>Finite numbers, as many as expected.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="expected">How many.</param>
    /// <param name="because">Where the expected number comes from: <c>one a class</c>.</param>
    /// <param name="name">The argument.</param>
    public static void Length(
        double[] values, long expected, string because, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(values, name);
        if (values.Length != expected)
            throw Error($"{name} has {values.Length} numbers; expected {expected}, {because}.", name);
        AllFinite(values, name);
    }

    /// <summary>A matrix of finite numbers with one row or more.</summary>
    /// <param name="values">The matrix, row-major.</param>
    /// <param name="features">The length of a row, at least 1.</param>
    /// <param name="leastRows">The least number of rows.</param>
    /// <param name="name">The argument.</param>
    /// <returns>The number of rows.</returns>
    public static int Rows(
        double[] values, int features, int leastRows = 1, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(values, name);
        Rows(values.AsSpan(), features, leastRows, name);
        return values.Length / features;
    }

    /// <inheritdoc cref="Rows(double[], int, int, string)"/>
    public static int Rows(
        ReadOnlySpan<double> values, int features, int leastRows = 1, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        if (values.Length % features != 0)
            throw Error($"{name} has {values.Length} numbers; expected whole rows of {features} features.", name);
        int rows = values.Length / features;
        if (rows < leastRows)
            throw Error($"{name} has {rows} rows of {features} features; expected at least {leastRows}.", name);
        AllFinite(values, name);
        return rows;
    }

    /// <summary>Whole numbers from 0 below a bound, as many as expected.</summary>
    public static void Labels(
        int[] values, int expected, int bound, string because, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(values, name);
        if (values.Length != expected)
            throw Error($"{name} has {values.Length} entries; expected {expected}, {because}.", name);
        int at = Array.FindIndex(values, value => value < 0 || value >= bound);
        if (at >= 0)
            throw Error($"{name} is {values[at]} at entry {at}; expected 0 to {bound - 1}.", name);
    }

    /// <summary>Numbers above zero; they are known to be finite.</summary>
    public static void AllPositive(double[] values, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        int at = Array.FindIndex(values, value => value <= 0);
        if (at >= 0)
            throw Error($"{name} is {values[at]:R} at entry {at}; expected numbers above 0.", name);
    }

    /// <summary>Square matrices one after another, each symmetric up to rounding in float32 and with a positive diagonal.</summary>
    public static void Symmetric(double[] matrices, int features, [CallerArgumentExpression(nameof(matrices))] string name = "")
    {
        int size = features * features;
        for (int start = 0; start < matrices.Length; start += size)
        {
            ReadOnlySpan<double> matrix = matrices.AsSpan(start, size);
            for (int i = 0; i < features; i++)
            {
                if (matrix[(i * features) + i] <= 0)
                    throw Error($"{name} is {matrix[(i * features) + i]:R} at {Place(i, i)}; expected a positive diagonal.", name);
            }

            for (int i = 0; i < features; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    double lower = matrix[(i * features) + j], upper = matrix[(j * features) + i];
                    double scale = Math.Sqrt(matrix[(i * features) + i]) * Math.Sqrt(matrix[(j * features) + j]);
                    if (Math.Abs(lower - upper) > 1e-5 * scale)
                        throw Error($"{name} is {lower:R} at {Place(i, j)} and {upper:R} at {Place(j, i)}; expected symmetry.", name);
                }
            }

            string Place(int i, int j) => string.Create(
                CultureInfo.InvariantCulture, $"{(matrices.Length > size ? $"matrix {start / size}, " : "")}row {i}, column {j}");
        }
    }

    /// <summary>The error, written alike everywhere.</summary>
    public static ArgumentException Error(FormattableString message, string name) =>
        new(FormattableString.Invariant(message), name);

    private static void AllFinite(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw Error($"{name} is {values[i]:R} at entry {i}; expected finite numbers.", name);
        }
    }
}
