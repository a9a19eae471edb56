namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>
/// The product of two tensors as matrices: rows are the first axis, columns the last one, and each index of the axes between has a product
/// of its own.
/// </summary>
public sealed record MatMul(bool TransposeA = false, bool TransposeB = false) : OracleOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs)
    {
        (int rows, int terms) = Matrix(inputs[0], TransposeA);
        (int others, int columns) = Matrix(inputs[1], TransposeB);
        return terms == others && inputs[0].Length >= 2 && inputs[0].AsSpan()[1..^1].SequenceEqual(inputs[1].AsSpan()[1..^1])
            ? [rows, .. inputs[0][1..^1], columns]
            : throw new ArgumentException("The factors of a product do not fit.");
    }

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs)
    {
        OracleTensor result = OracleTensor.Zeros(OutputShape(ShapesOf(inputs)));
        foreach ((int a, int b, int y) in Terms(inputs))
            result.Values[y] += inputs[0][a] * inputs[1][b];
        return result;
    }

    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent)
    {
        OracleTensor ofA = OracleTensor.Zeros(inputs[0].Shape), ofB = OracleTensor.Zeros(inputs[1].Shape);
        foreach ((int a, int b, int y) in Terms(inputs))
        {
            ofA.Values[a] += inputs[1][b] * cotangent[y];
            ofB.Values[b] += inputs[0][a] * cotangent[y];
        }

        return [ofA, ofB];
    }

    /// <summary>Every term of every sum: the flat indices of its two factors and of the output it is part of.</summary>
    public IEnumerable<(int A, int B, int Y)> Terms(IReadOnlyList<OracleTensor> inputs)
    {
        int[] a = inputs[0].Shape, b = inputs[1].Shape;
        (int rows, int terms) = Matrix(a, TransposeA);
        int columns = Matrix(b, TransposeB).Columns, planes = OracleTensor.CountOf(a.AsSpan()[1..^1]);
        static int Index(int[] shape, int planes, bool transposed, int row, int plane, int column) => transposed
            ? (column * planes + plane) * shape[^1] + row
            : (row * planes + plane) * shape[^1] + column;
        for (int plane = 0; plane < planes; plane++)
        {
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    for (int term = 0; term < terms; term++)
                    {
                        yield return (
                            Index(a, planes, TransposeA, row, plane, term), Index(b, planes, TransposeB, term, plane, column),
                            (row * planes + plane) * columns + column);
                    }
                }
            }
        }
    }

    private static (int Rows, int Columns) Matrix(int[] shape, bool transposed) =>
        transposed ? (shape[^1], shape[0]) : (shape[0], shape[^1]);
}
