namespace ExplainGen.Kernels;

/// <summary>Inverse covariances from a weights file.</summary>
internal static class PrecisionMatrix
{
    // What storing single-precision numbers of a symmetric matrix leaves of it, and more.
    private const double Tolerance = 1e-5;

    /// <summary>Checks matrices, and makes them symmetric to the last digit.</summary>
    /// <param name="parameters">The layer's parameters, for messages.</param>
    /// <param name="name">The tensor's name behind the layer's.</param>
    /// <param name="values">Matrices one behind the other, row by row.</param>
    /// <param name="features">Rows and columns of each.</param>
    /// <returns>The same array.</returns>
    internal static double[] Symmetric(HeadParameters parameters, string name, double[] values, int features)
    {
        int rows = values.Length / features;
        for (int row = 0; row < rows; row++)
        {
            int i = row % features, start = (row - i) * features;
            double own = values[start + (i * features) + i];
            if (own <= 0)
                throw Problem(own, row, i, "; expected a positive diagonal");
            for (int j = 0; j < i; j++)
            {
                ref double lower = ref values[start + (i * features) + j];
                ref double upper = ref values[start + (j * features) + i];
                double scale = Math.Sqrt(own) * Math.Sqrt(values[start + (j * features) + j]);
                if (Math.Abs(lower - upper) > Tolerance * scale)
                    throw Problem(lower, row, j, $" and {HeadParameters.Text(upper)} across the diagonal; expected a symmetric matrix");
                lower = upper = (lower / 2) + (upper / 2);
            }
        }

        return values;

        Exception Problem(double value, int row, int column, string found)
        {
            string matrix = rows > features ? $"matrix {row / features}, " : "";
            return parameters.Problem(name, $"is {HeadParameters.Text(value)} at {matrix}row {row % features}, column {column}{found}");
        }
    }

    /// <summary>y = P d.</summary>
    /// <param name="matrix">P, as many rows and columns as d has elements.</param>
    /// <param name="d">A vector.</param>
    /// <param name="y">As long as it.</param>
    internal static void Multiply(ReadOnlySpan<double> matrix, ReadOnlySpan<double> d, Span<double> y)
    {
        for (int i = 0; i < d.Length; i++)
            y[i] = DoubleProduct.Of(matrix.Slice(i * d.Length, d.Length), d);
    }

    /// <summary>d P d, term by term in the order in which it is written.</summary>
    internal static double Form(ReadOnlySpan<double> matrix, ReadOnlySpan<double> d)
    {
        double sum = 0;
        for (int i = 0; i < d.Length; i++)
        {
            for (int j = 0; j < d.Length; j++)
                sum += d[i] * matrix[(i * d.Length) + j] * d[j];
        }

        return sum;
    }
}
