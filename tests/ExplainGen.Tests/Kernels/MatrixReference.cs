using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Matrices of double precision, multiplied by the definition.</summary>
internal sealed class MatrixReference(int rows, int columns)
{
    private readonly double[] _values = new double[rows * columns];

    internal int Rows => rows;

    internal int Columns => columns;

    internal ref double this[int row, int column] => ref _values[row * columns + column];

    internal MatrixReference Transposed => Of(columns, rows, (r, c) => this[c, r]);

    internal static MatrixReference Of(int rows, int columns, Func<int, int, double> value)
    {
        var result = new MatrixReference(rows, columns);
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
                result[r, c] = value(r, c);
        }

        return result;
    }

    /// <summary>Some channels x width of a tensor at a depth and height.</summary>
    internal static MatrixReference Of(Tensor tensor, int firstChannel, int channels, int depth = 0, int height = 0) =>
        Of(channels, tensor.Layout.Width, (r, c) => tensor[firstChannel + r, depth, height, c]);

    public static MatrixReference operator *(MatrixReference a, MatrixReference b)
    {
        Assert.Equal(a.Columns, b.Rows);
        return Of(a.Rows, b.Columns, (r, c) =>
        {
            double sum = 0;
            for (int i = 0; i < a.Columns; i++)
                sum += a[r, i] * b[i, c];
            return sum;
        });
    }

    public static MatrixReference operator +(MatrixReference a, MatrixReference b) => Of(a.Rows, a.Columns, (r, c) => a[r, c] + b[r, c]);

    /// <summary>Fails where a tensor differs by more than single precision's sums of numbers of about 1 do.</summary>
    internal void AssertClose(Tensor tensor, int firstChannel, int depth = 0, int height = 0, double tolerance = 1e-4)
    {
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                float got = tensor[firstChannel + r, depth, height, c];
                if (!(Math.Abs(got - this[r, c]) <= tolerance))
                    Assert.Fail($"Element ({firstChannel + r}, {depth}, {height}, {c}) is {got} where {this[r, c]} is expected.");
            }
        }
    }
}
