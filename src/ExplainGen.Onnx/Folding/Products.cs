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
}
