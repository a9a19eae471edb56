using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Products with a constant matrix.</summary>
internal static class Dense
{
    internal static void Gemm(NodeContext node)
    {
        FlowValue x = Vector(node, node.Flow(0));
        if (node.Integer("transA", 0) != 0)
            throw node.Fail("it transposes its input (transA)");
        ConstantTensor matrix = Matrix(node, node.Integer("transB", 0) == 0);
        float alpha = node.Real("alpha", 1), beta = node.Real("beta", 1);
        float[]? bias = null;
        if (node.Has(2))
        {
            ConstantTensor summand = node.Known(2, "C");
            int outputs = matrix.Axes[0];
            if (summand.Count != outputs && summand.Count != 1)
                throw node.Fail($"its C has {summand.Count} elements for {outputs} outputs");
            float[] values = summand.Reals.ToArray();
            bias = [.. Enumerable.Range(0, outputs).Select(i => beta * values[values.Length == 1 ? 0 : i])];
        }

        SetLinear(node, x, matrix, alpha, bias);
    }

    internal static void MatMul(NodeContext node)
    {
        if (!node.IsKnown(1))
            throw node.Fail("it multiplies by a matrix that the network computes", "only products with constant matrices can be imported");
        FlowValue x = node.Flow(0);
        ConstantTensor matrix = Matrix(node, transpose: true);
        if (x.Order.Length == 1)
        {
            SetLinear(node, Vector(node, x), matrix, 1, null);
            return;
        }

        // Along the last axis of a sequence: a convolution of one tap where that axis is the layer's channels.
        if (x.LayerAxis(-1) != 0)
            throw node.Fail($"the last axis of its input {ConstantTensor.Text(x.Axes)} is not the channels");
        if (matrix.Axes[1] != x.Shape.Channels)
            throw NoFit(node, x, matrix);
        node.Set(Activations.Like(x, node.AddLayer(
            node.Name, $"Conv{x.Shape.SpatialRank}d",
            [Argument.Number("Channels", matrix.Axes[0]), Argument.Number("Kernel", 1), Argument.Flag("Bias", false)], [x],
            new LayerWeights("weight", [.. matrix.Axes, .. Enumerable.Repeat(1, x.Shape.SpatialRank)], [.. matrix.Reals]))));
    }

    private static void SetLinear(NodeContext node, FlowValue x, ConstantTensor matrix, float alpha, float[]? bias)
    {
        if (matrix.Axes[1] != x.Shape.Channels)
            throw NoFit(node, x, matrix);
        List<LayerWeights> weights = [new("weight", matrix.Axes, alpha == 1 ? [.. matrix.Reals] : Scaled(matrix, alpha))];
        if (bias is not null)
            weights.Add(new("bias", [bias.Length], bias));
        Argument[] arguments = bias is null
            ? [Argument.Number("Features", matrix.Axes[0]), Argument.Flag("Bias", false)]
            : [Argument.Number("Features", matrix.Axes[0])];
        node.SetLayer("Linear", arguments, [x], weights);
    }

    private static float[] Scaled(ConstantTensor matrix, float alpha)
    {
        float[] values = [.. matrix.Reals];
        for (int i = 0; i < values.Length; i++)
            values[i] *= alpha;
        return values;
    }

    /// <summary>The constant operand as <c>[out, in]</c>.</summary>
    private static ConstantTensor Matrix(NodeContext node, bool transpose)
    {
        ConstantTensor matrix = node.Known(1, "weight");
        if (matrix.Axes.Length != 2 || matrix.Count == 0)
            throw node.Fail($"its weight of {ConstantTensor.Text(matrix.Axes)} is no matrix");
        if (!transpose)
            return matrix;
        int rows = matrix.Axes[1], columns = matrix.Axes[0];
        return matrix.Picked([rows, columns], i => i % columns * rows + i / columns);
    }

    private static FlowValue Vector(NodeContext node, FlowValue x) => x.Order.Length == 1
        ? x
        : throw node.Fail($"its input {ConstantTensor.Text(x.Axes)} is no vector", "flatten it first");

    private static LoweringException NoFit(NodeContext node, FlowValue x, ConstantTensor matrix) => node.Fail(
        $"its weight takes {matrix.Axes[1]} features, but its input {ConstantTensor.Text(x.Axes)} has {x.Shape.Channels}");
}
