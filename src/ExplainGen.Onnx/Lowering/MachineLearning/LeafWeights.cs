using System.Collections.Immutable;

namespace ExplainGen.Onnx.Lowering.MachineLearning;

/// <summary>What leaves of trees say, one entry a leaf and output; outputs without one get 0.</summary>
/// <param name="Trees">The tree of each entry, by the number that the file has for it.</param>
/// <param name="Nodes">Its node, likewise.</param>
/// <param name="Outputs">Its output.</param>
/// <param name="Weights">What the leaf says.</param>
internal sealed record LeafWeights(ImmutableArray<long> Trees, ImmutableArray<long> Nodes, ImmutableArray<long> Outputs, float[] Weights)
{
    /// <summary>Whether all entries are of one output.</summary>
    public bool HasOneOutput => Outputs.Length > 0 && Outputs.All(output => output == Outputs[0]);

    /// <summary>Reads the entries.</summary>
    /// <param name="node">The node.</param>
    /// <param name="prefix">What their attributes begin with: <c>class</c> or <c>target</c>.</param>
    /// <param name="outputs">How many outputs there are.</param>
    internal static LeafWeights Read(NodeContext node, string prefix, int outputs)
    {
        float[] weights = NodeAttributes.Reals(node, $"{prefix}_weights");
        string because = $"as many as {prefix}_weights";
        ImmutableArray<long> ids = NodeAttributes.Integers(node, $"{prefix}_ids", weights.Length, because);
        foreach (long id in ids)
        {
            if (id < 0 || id >= outputs)
                throw node.Fail($"its {prefix}_ids holds {id}, where there are {outputs} outputs");
        }

        return new LeafWeights(
            NodeAttributes.Integers(node, $"{prefix}_treeids", weights.Length, because),
            NodeAttributes.Integers(node, $"{prefix}_nodeids", weights.Length, because), ids, weights);
    }

    /// <summary>The same entries as those of the only output.</summary>
    internal LeafWeights Single() => this with { Outputs = [.. Outputs.Select(_ => 0L)] };
}
