namespace ExplainGen.Graph;

/// <summary>
/// The product of two values as matrices, Y = op(A) op(B): rows are channels, columns positions along the last axis, and the axes between,
/// if there are any, number matrices that are multiplied one by one. op may transpose.
/// </summary>
public sealed record MatMulOperator(bool TransposeA, bool TransposeB) : Operator
{
    public override string Kind => "MatMul";

    public override OperatorClass Class => OperatorClass.MatrixProduct;

    public override (int Min, int Max) InputCount => (2, 2);

    public static Operator Create(ArgumentReader reader) =>
        new MatMulOperator(reader.Flag("TransposeA", false), reader.Flag("TransposeB", false));

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Rank < 2)
                return check.Fail(i, inputs[i], "it multiplies matrices, channels x positions; a vector is none");
        }

        if (!Between(inputs[0]).SequenceEqual(Between(inputs[1])))
            return check.Differ("the same axes between channels and positions", 0, inputs[0], 1, inputs[1]);
        (int rows, int terms) = Matrix(inputs[0], TransposeA);
        (int otherTerms, int columns) = Matrix(inputs[1], TransposeB);
        return terms == otherTerms
            ? new Shape(new EquatableArray<int>([rows, .. Between(inputs[0]), columns]))
            : check.Differ($"as many columns of {Name("A", TransposeA)} as rows of {Name("B", TransposeB)}", 0, inputs[0], 1, inputs[1]);
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) =>
        inputs.All(i => i.IsNonNegative) ? Interval.Unbounded with { Low = 0 } : Interval.Unbounded;

    public override long MultiplyAdds(Shape input, Shape output) => Extent.Multiply(output.Count, Matrix(input, TransposeA).Columns);

    public override string Describe() => (TransposeA, TransposeB) switch
    {
        (false, false) => "",
        (true, true) => "A^T B^T",
        _ => TransposeA ? "A^T B" : "A B^T",
    };

    private static string Name(string factor, bool transposed) => transposed ? $"the transpose of {factor}" : factor;

    private static IEnumerable<int> Between(Shape shape) => shape.Axes.Skip(1).Take(shape.Rank - 2);

    private static (int Rows, int Columns) Matrix(Shape shape, bool transposed) =>
        transposed ? (shape.Width, shape.Channels) : (shape.Channels, shape.Width);
}
