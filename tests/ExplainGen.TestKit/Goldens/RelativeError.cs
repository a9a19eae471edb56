namespace ExplainGen.TestKit.Goldens;

/// <summary>Distances of a result from its reference, relative to the reference as a whole. NaN in the result gives NaN.</summary>
public static class RelativeError
{
    /// <summary>max |got - expected| / max |expected|.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Max(ReadOnlySpan<double> got, ReadOnlySpan<double> expected)
    {
        RequireSameLength(got.Length, expected.Length);
        double error = 0, scale = 0;
        for (int i = 0; i < got.Length; i++)
        {
            error = Math.Max(error, Math.Abs(got[i] - expected[i]));
            scale = Math.Max(scale, Math.Abs(expected[i]));
        }

        return Ratio(error, scale);
    }

    /// <summary>max |got - expected| / max |expected|.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Max(ReadOnlySpan<float> got, ReadOnlySpan<double> expected) => Max(Widen(got), expected);

    /// <summary>|got - expected| / |expected| in the Euclidean norm.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double L2(ReadOnlySpan<double> got, ReadOnlySpan<double> expected)
    {
        RequireSameLength(got.Length, expected.Length);
        double error = 0, scale = 0;
        for (int i = 0; i < got.Length; i++)
        {
            error += (got[i] - expected[i]) * (got[i] - expected[i]);
            scale += expected[i] * expected[i];
        }

        return Ratio(Math.Sqrt(error), Math.Sqrt(scale));
    }

    /// <summary>|got - expected| / |expected| in the Euclidean norm.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double L2(ReadOnlySpan<float> got, ReadOnlySpan<double> expected) => L2(Widen(got), expected);

    // Against a reference of zeros only zeros are right.
    private static double Ratio(double error, double scale) => error == 0 ? 0 : error / scale;

    private static double[] Widen(ReadOnlySpan<float> values)
    {
        var widened = new double[values.Length];
        for (int i = 0; i < widened.Length; i++)
            widened[i] = values[i];
        return widened;
    }

    private static void RequireSameLength(int got, int expected)
    {
        if (got != expected)
            throw new ArgumentException($"Got {got} values where {expected} are expected.");
    }
}
