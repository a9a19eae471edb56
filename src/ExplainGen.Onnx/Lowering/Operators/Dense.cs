using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Products with a constant matrix.</summary>
internal static class Dense
{
    internal static void Gemm(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        if (x.Axes.Length != 2)
            throw node.Fail($"its input {ConstantTensor.Text(x.Axes)} is no matrix", "flatten it first");
        if (node.Integer("transA", 0) != 0)
            throw node.Fail("it transposes its input (transA)");
        ConstantTensor matrix = Matrix(node, node.Integer("transB", 0) == 0);
        float alpha = node.Real("alpha", 1), beta = node.Real("beta", 1);
        float[]? bias = null;
        if (node.Has(2))
        {
            ConstantTensor summand = node.Known(2, "C");
            int outputs = matrix.Axes[0];
            bool isOneEach = summand.Axes is [var n] && n == outputs || summand.Axes is [1, var m] && m == outputs;
            if (!isOneEach && summand.Count != 1)
                throw node.Fail($"its C has {summand.Count} elements for {outputs} outputs");
            float[] values = summand.Reals.ToArray();
            bias = [.. Enumerable.Range(0, outputs).Select(i => beta * values[values.Length == 1 ? 0 : i])];
        }

        SetLinear(node, x, matrix, alpha, bias);
    }

    internal static void MatMul(NodeContext node)
    {
        if (!node.IsKnown(1))
        {
            SetProduct(node);
            return;
        }

        SetLinear(node, node.Flow(0), Matrix(node, transpose: true), 1, null);
    }

    /// <summary>Two matrices that the network computes.</summary>
    private static void SetProduct(NodeContext node)
    {
        FlowValue a = node.ChannelsFirst(0), b = node.ChannelsFirst(1);
        if (a.Shape.Rank != 2 || b.Shape.Rank != 2 || a.Shape.Axes[1] != b.Shape.Axes[0])
        {
            throw node.Fail(
                $"it multiplies {ConstantTensor.Text(a.Axes)} by {ConstantTensor.Text(b.Axes)}, where two matrices that fit are needed");
        }

        node.SetLayer("MatMul", [], [a, b]);
    }

    private static void SetLinear(NodeContext node, FlowValue x, ConstantTensor matrix, float alpha, float[]? bias)
    {
        // A vector, whatever axes of one element it has; else the last axis of a sequence, at each position.
        bool isVector = x.Axes.Length > 1 && x.Axes[..^1].All(size => size == 1);
        int rank = x.Axes.Length;
        if (isVector && !x.Shape.IsVector)
            x = Arrangement.ChannelsFirst(node, Arrangement.Reshaped(node, x, [1, (int)x.Count]));
        if (!isVector)
        {
            if (x.LayerAxis(-1) is not { } features || x.Shape.Rank < 2)
                throw node.Fail($"its input {ConstantTensor.Text(x.Axes)} is no sequence of vectors");
            x = Arrangement.WithChannels(node, x, features);
        }

        if (matrix.Axes[1] != x.Shape.Channels)
            throw NoFit(node, x, matrix);
        List<LayerWeights> weights = [new("weight", matrix.Axes, alpha == 1 ? [.. matrix.Reals] : Scaled(matrix, alpha))];
        List<Argument> arguments = [Argument.Number("Features", matrix.Axes[0])];
        if (bias is null)
            arguments.Add(Argument.Flag("Bias", false));
        else
            weights.Add(new("bias", [bias.Length], bias));
        if (!isVector)
            arguments.Add(Argument.Flag("PerPosition", true));
        FlowValue y = node.AddLayer(node.Name, "Linear", arguments, [x], weights);
        node.Set(isVector ? y with { Order = [.. Enumerable.Repeat(FlowValue.One, rank - 1), 0] } : Activations.Like(x, y));
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

    private static LoweringException NoFit(NodeContext node, FlowValue x, ConstantTensor matrix) => node.Fail(
        $"its weight takes {matrix.Axes[1]} features, but its input {ConstantTensor.Text(x.Axes)} has {x.Shape.Channels}");
}
