using System.Globalization;

namespace ExplainGen.Neon;

/// <summary>
/// The inverse and the log determinant of a covariance matrix S = L L^T, L lower triangular (Cholesky; Golub and Van Loan, Matrix
/// Computations, section 4.2).
/// </summary>
/// <param name="Precision">S^-1, [F, F], exactly symmetric.</param>
/// <param name="LogDeterminant">log det S.</param>
internal sealed record CovarianceFactor(double[] Precision, double LogDeterminant)
{
    private const double Rounding = 2.220446049250313e-16;

    /// <summary>Factorizes a covariance.</summary>
    /// <param name="covariance">S, [F, F], symmetric up to rounding; the lower triangle is used.</param>
    /// <param name="features">F.</param>
    /// <param name="name">The argument for messages.</param>
    /// <param name="whose">Which covariance, for messages: <c>component 2</c>; null when there is one.</param>
    /// <exception cref="ArgumentException">It is singular: a feature is, up to rounding, a linear function of those before it.</exception>
    public static CovarianceFactor Of(ReadOnlySpan<double> covariance, int features, string name, string? whose)
    {
        double[] lower = new double[features * features];
        double logDeterminant = 0;
        for (int i = 0; i < features; i++)
        {
            Span<double> row = lower.AsSpan(i * features, features);
            for (int j = 0; j <= i; j++)
            {
                double rest = covariance[(i * features) + j];
                ReadOnlySpan<double> other = lower.AsSpan(j * features, features);
                for (int k = 0; k < j; k++)
                    rest -= row[k] * other[k];
                if (j < i)
                {
                    row[j] = rest / other[j];
                    continue;
                }

                // What is left of a variance after the features before it is noise when rounding alone could have made it.
                double variance = covariance[(i * features) + i];
                if (!(rest > features * Rounding * variance))
                    throw Singular(name, whose, i, variance, rest);
                row[i] = Math.Sqrt(rest);
                logDeterminant += Math.Log(rest);
            }
        }

        return new CovarianceFactor(Inverse(lower, features), logDeterminant);
    }

    private static ArgumentException Singular(string name, string? whose, int feature, double variance, double rest)
    {
        string which = whose is null ? "" : $" of {whose}";
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: the covariance{which} is singular at feature {feature}, whose variance is {variance:R}, of which the features " +
            $"before it leave {rest:R}; expected a positive definite matrix. Regularize it: add a small number to its diagonal.");
        return new ArgumentException(message, name);
    }

    // (L L^T)^-1 = M^T M with M = L^-1, which is lower triangular too.
    private static double[] Inverse(double[] lower, int features)
    {
        double[] inverse = new double[lower.Length];
        for (int column = 0; column < features; column++)
        {
            for (int i = column; i < features; i++)
            {
                double rest = i == column ? 1 : 0;
                for (int k = column; k < i; k++)
                    rest -= lower[(i * features) + k] * inverse[(k * features) + column];
                inverse[(i * features) + column] = rest / lower[(i * features) + i];
            }
        }

        double[] precision = new double[lower.Length];
        for (int i = 0; i < features; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = i; k < features; k++)
                    sum += inverse[(k * features) + i] * inverse[(k * features) + j];
                precision[(i * features) + j] = precision[(j * features) + i] = sum;
            }
        }

        return precision;
    }
}
