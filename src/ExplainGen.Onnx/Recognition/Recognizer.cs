using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Recognition;

/// <summary>
/// Layers that a file spells with several nodes: activations, normalizations, probabilities, one-hot codes, attention, k-means. Tried
/// before a node is lowered by itself.
/// </summary>
internal sealed class Recognizer(RegionFinder finder)
{
    /// <summary>To look at a node of a region takes about as long as to compute so many elements.</summary>
    private const int CostOfRegion = 4;

    /// <summary>What layers may be spelled: the operators that such a region ends in, and whether others look through it.</summary>
    private static readonly (HashSet<string> Last, bool IsWhole, Func<NodeContext, Region, bool> TryLower)[] s_patterns =
    [
        (["Add"], true, SpelledKMeans.TryLower),
        (["Add", "Div", "Mul", "Sub"], false, SpelledActivation.TryLower),
        (["Add", "Div", "Mul"], true, SpelledNormalization.TryLower),
        (["Div"], true, SpelledSoftmax.TryLower),
        (["Cast"], true, SpelledOneHot.TryLower),
        (["MatMul", "Reshape", "Transpose"], true, SpelledAttention.TryLower),
    ];

    /// <summary>Sets a node's output to the layer that it is the end of, if it is.</summary>
    internal bool TryRecognize(NodeContext node)
    {
        var patterns = Array.FindAll(s_patterns, p => p.Last.Contains(node.Node.Operator));
        if (patterns.Length == 0)
            return false;
        foreach (Region region in finder.Ending(node.Node))
        {
            // Looking costs too, and ends where trying would.
            node.Budget.ForProbes.Take(CostOfRegion * region.Nodes.Length);
            if (node.Budget.ForProbes.Left <= 0)
                return false;
            foreach ((_, bool isWhole, Func<NodeContext, Region, bool> tryLower) in patterns)
            {
                if (!tryLower(node, region))
                    continue;
                if (isWhole)
                    finder.Close(node.Node);
                return true;
            }
        }

        return false;
    }
}
