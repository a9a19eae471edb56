using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Folding;

/// <summary>Products of constant matrices, several of them side by side.</summary>
internal static class Products
{
    /// <summary>So many multiply-adds take about as long as an element.</summary>
    private const int ProductsPerElement = 8;

    internal static ConstantTensor MatMul(NodeContext node)
    {
        ConstantTensor a = node.Known(0, "operand"), b = node.Known(1, "operand");
        if (a.Axes.Length < 2 || b.Axes.Length < 2 || a.Axes[^1] != b.Axes[^2]
            || Elementwise.Broadcast(a.Axes[..^2], b.Axes[..^2]) is not { } outer)
        {
            throw node.Fail($"it multiplies {ConstantTensor.Text(a.Axes)} by {ConstantTensor.Text(b.Axes)}, which do not fit");
        }

        int rows = a.Axes[^2], inner = a.Axes[^1], columns = b.Axes[^1];
        ImmutableArray<int> axes = [.. outer, rows, columns];
        int count = ConstantFolding.Count(node, axes);
        long cost = (long)count * inner / ProductsPerElement;
        if (cost > node.Budget.Left)
            throw node.Fail("its product is too large to be computed at import");
        node.Budget.Take(cost);
        ReadOnlySpan<float> left = a.Reals, right = b.Reals;
        var result = new float[count];
        int matrix = rows * columns;
        for (int n = 0; matrix > 0 && n < count / matrix; n++)
        {
            int from = Elementwise.PlaceIn(a.Axes[..^2], outer, n) * rows * inner, to = Elementwise.PlaceIn(b.Axes[..^2], outer, n) * inner * columns;
            for (int i = 0; i < rows; i++)
            {
                Span<float> row = result.AsSpan(n * matrix + i * columns, columns);
                for (int k = 0; k < inner; k++)
                    System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(right.Slice(to + k * columns, columns), left[from + i * inner + k], row, row);
            }
        }

        return ConstantTensor.Of(axes, result);
    }

    internal static ConstantTensor Gemm(NodeContext node)
    {
        ConstantTensor a = Operand(node, 0, "transA"), b = Operand(node, 1, "transB");
        if (a.Axes[1] != b.Axes[0])
            throw node.Fail($"it multiplies {ConstantTensor.Text(a.Axes)} by {ConstantTensor.Text(b.Axes)}, which do not fit");
        int rows = a.Axes[0], inner = a.Axes[1], columns = b.Axes[1];
        int count = ConstantFolding.Count(node, [rows, columns]);
        long cost = (long)count * inner / ProductsPerElement;
        if (cost > node.Budget.Left)
            throw node.Fail("its product is too large to be computed at import");
        node.Budget.Take(cost);
        ConstantTensor? summand = node.Has(2) ? node.Known(2, "C") : null;
        ImmutableArray<int> axes = [rows, columns];
        if (summand is not null && !(Elementwise.Broadcast(summand.Axes, axes) is { } whole && whole.SequenceEqual(axes)))
            throw node.Fail($"its C of {ConstantTensor.Text(summand.Axes)} does not fit {ConstantTensor.Text(axes)}");
        float alpha = node.Real("alpha", 1), beta = node.Real("beta", 1);
        ReadOnlySpan<float> left = a.Reals, right = b.Reals, shift = summand is null ? [] : summand.Reals;
        var result = new float[count];
        for (int i = 0; i < rows; i++)
        {
            Span<float> row = result.AsSpan(i * columns, columns);
            for (int k = 0; k < inner; k++)
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(right.Slice(k * columns, columns), left[i * inner + k], row, row);
            for (int j = 0; j < columns; j++)
                row[j] = alpha * row[j] + (summand is null ? 0 : beta * shift[Elementwise.PlaceIn(summand.Axes, axes, i * columns + j)]);
        }

        return ConstantTensor.Of(axes, result);
    }

    private static ConstantTensor Operand(NodeContext node, int input, string transposes)
    {
        ConstantTensor matrix = node.Known(input, "operand");
        if (matrix.Axes.Length != 2)
            throw node.Fail($"its operand of {ConstantTensor.Text(matrix.Axes)} is no matrix");
        if (node.Integer(transposes, 0) == 0)
            return matrix;
        int rows = matrix.Axes[1], columns = matrix.Axes[0];
        ConstantFolding.Take(node, matrix.Count);
        return matrix.Picked([rows, columns], i => i % columns * rows + i / columns);
    }
}
