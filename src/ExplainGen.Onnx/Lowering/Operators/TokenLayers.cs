using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>What stands for the tokens of the input: rows of a table, or a one-hot code.</summary>
internal static class TokenLayers
{
    /// <summary>Rows of a constant table, or a part of a value along an axis.</summary>
    internal static void Gather(NodeContext node)
    {
        if (!node.IsKnown(0))
        {
            Gathering.Gather(node);
            return;
        }

        ConstantTensor table = node.Known(0, "table");
        long axis = node.Integer("axis", 0);
        if (table.Axes.Length != 2 || table.Count == 0 || axis is not (0 or -2))
            throw node.Fail($"it takes elements along axis {axis} of a table of {ConstantTensor.Text(table.Axes)}", "rows of a matrix can be imported");
        FlowValue x = Tokens(node, 1);
        (int count, int features) = (table.Axes[0], table.Axes[1]);
        FlowValue embedded = node.AddLayer(
            node.Name, "Embedding", [Argument.Number("Count", count), Argument.Number("Features", features)], [x],
            new LayerWeights("weight", table.Axes, [.. table.Reals]));
        node.Set(Behind(x, embedded));
    }

    /// <summary>ONNX's own operator.</summary>
    internal static void OneHot(NodeContext node)
    {
        FlowValue x = Tokens(node, 0);
        ConstantTensor depth = node.Known(1, "depth"), values = node.Known(2, "values");
        if (depth.Count != 1 || depth.Integers[0] is < 1 or > int.MaxValue)
            throw node.Fail($"its depth is {OnnxText.List(depth.Integers.ToArray())}, where one number of tokens is needed");
        if (values.Count != 2 || values.Reals[0] != 0 || values.Reals[1] != 1)
            throw node.Fail($"it codes by [{OnnxText.List(values.Reals.ToArray())}]", "a code of 0 and 1 can be imported");
        if (node.Integer("axis", -1) is var axis && axis != -1 && axis != x.Axes.Length)
            throw node.Fail($"its code stands along axis {axis}", "a code behind all axes can be imported");
        SetOneHot(node, x, (int)depth.Integers[0]);
    }

    /// <summary>Sets a node's output to the one-hot code of tokens, behind their axes.</summary>
    internal static void SetOneHot(NodeContext node, FlowValue x, int count) => node.Set(Behind(
        x, node.AddLayer(node.Name, "OneHot", [Argument.Number("Count", count)], [x with { IsTokens = false }])));

    // Features stand behind the axes of the tokens; in the layer they are the channels.
    private static FlowValue Behind(FlowValue tokens, FlowValue result) =>
        result with { Order = [.. tokens.Order.Select(axis => axis == FlowValue.One ? axis : axis + 1), 0] };

    private static FlowValue Tokens(NodeContext node, int input) =>
        node.Input(input) is FlowValue { Layer: GraphBuilder.InputName, Shape.Rank: 1 } tokens
            ? tokens
            : throw node.Fail("its indices are not the network's input", "tokens that are the one input, a list of them, can be imported");
}
