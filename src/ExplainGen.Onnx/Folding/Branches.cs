using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Folding;

/// <summary>Choices between graphs whose condition is known at import.</summary>
internal static class Branches
{
    /// <summary>The graph that is chosen; null where the condition is not known.</summary>
    internal static OnnxGraph? Chosen(NodeContext node)
    {
        if (node.Node.Operator != "If" || !node.IsKnown(0))
            return null;
        if (node.Known(0, "condition") is not { Count: 1 } condition)
            throw node.Fail("its condition is no single truth value");
        string name = condition.Integers[0] != 0 ? "then_branch" : "else_branch";
        OnnxGraph branch = node.Node.Attribute(name)?.Graph ?? throw node.Fail($"it has no {name}");
        return branch.Outputs.Length >= node.OutputCount
            ? branch
            : throw node.Fail($"its {name} has {branch.Outputs.Length} outputs, where it gives {node.OutputCount}");
    }

    /// <summary>Computes the graph that is chosen, within a graph of constants alone.</summary>
    /// <returns>Whether the outputs were set.</returns>
    internal static bool TryFold(NodeContext node)
    {
        if (Chosen(node) is not { } branch || !InnerGraph.IsConstant(node, branch))
            return false;
        Value[] outputs = new InnerGraph(node, branch).Run();
        for (int i = 0; i < node.OutputCount; i++)
            node.Set(outputs[i], i);
        return true;
    }
}
