namespace ExplainGen.Kernels;

/// <summary>
/// The points of a kernel model, and the layers that see nothing of it but them: squared distances on the way forward, sums over the points
/// on the way back.
/// </summary>
/// <remarks>
/// Everything is computed in double precision: scores that compare two sets of points are small differences of distances that may be large.
/// </remarks>
/// <param name="points">One row a point.</param>
/// <param name="features">The length of a row.</param>
internal sealed class KernelUnits(double[] points, int features)
{
    /// <summary>How many points there are.</summary>
    internal int Count { get; } = points.Length / features;

    /// <summary>The coordinates of a point.</summary>
    /// <param name="j">Which one.</param>
    internal ReadOnlySpan<double> Point(int j) => points.AsSpan(j * features, features);

    /// <summary><c>|x - u_j|^2</c> of every point.</summary>
    /// <param name="x">The features.</param>
    /// <param name="squares">One a point.</param>
    internal void Squares(ReadOnlySpan<float> x, Span<double> squares)
    {
        for (int j = 0; j < squares.Length; j++)
        {
            ReadOnlySpan<double> u = Point(j);
            double sum = 0;
            for (int i = 0; i < u.Length; i++)
            {
                double difference = x[i] - u[i];
                sum += difference * difference;
            }

            squares[j] = sum;
        }
    }

    /// <inheritdoc cref="Squares(ReadOnlySpan{float}, Span{double})"/>
    internal double[] Squares(ReadOnlySpan<double> x)
    {
        var squares = new double[Count];
        for (int j = 0; j < squares.Length; j++)
        {
            for (int i = 0; i < features; i++)
                squares[j] += (x[i] - Point(j)[i]) * (x[i] - Point(j)[i]);
        }

        return squares;
    }

    /// <summary>Adds <c>sum_j w_j (x_i - u_ij)^2</c> to every <c>sums_i</c>.</summary>
    /// <param name="x">The features.</param>
    /// <param name="weights">One a point.</param>
    /// <param name="sums">One a feature.</param>
    internal void AddSquares(ReadOnlySpan<float> x, ReadOnlySpan<double> weights, Span<double> sums)
    {
        for (int j = 0; j < weights.Length; j++)
        {
            double weight = weights[j];
            if (weight == 0)
                continue;
            ReadOnlySpan<double> u = Point(j);
            for (int i = 0; i < sums.Length; i++)
            {
                double difference = x[i] - u[i];
                sums[i] += weight * difference * difference;
            }
        }
    }

    /// <summary>Adds <c>sum_j w_j (x_i - u_ij)</c> to every <c>sums_i</c>.</summary>
    /// <param name="x">The features.</param>
    /// <param name="weights">One a point.</param>
    /// <param name="sums">One a feature.</param>
    internal void AddDifferences(ReadOnlySpan<float> x, ReadOnlySpan<double> weights, Span<double> sums)
    {
        for (int j = 0; j < weights.Length; j++)
        {
            double weight = weights[j];
            if (weight == 0)
                continue;
            ReadOnlySpan<double> u = Point(j);
            for (int i = 0; i < sums.Length; i++)
                sums[i] += weight * (x[i] - u[i]);
        }
    }
}
