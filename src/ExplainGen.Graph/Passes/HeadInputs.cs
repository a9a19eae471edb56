namespace ExplainGen.Graph;

/// <summary>Whether neuralized models read what they are made for: activations that are never negative, where they need such.</summary>
internal static class HeadInputs
{
    /// <summary>Reports each that does not; whether all do.</summary>
    public static bool Fit(NetworkGraph graph, List<Issue> issues)
    {
        Node[] heads = [.. graph.Nodes.Where(node => node.Operator is NeonOperator { ReadsActivations: true })];
        if (heads.Length == 0)
            return true;
        Interval[] bounds = SignAnalysis.Bounds(graph);
        bool fit = true;
        foreach (Node head in heads)
        {
            Node read = graph.Nodes[head.Inputs[0]];
            if (bounds[read.Id].IsNonNegative)
                continue;
            issues.Add(new Issue(IssueTable.NegativeActivations, head.Origin, null, head.Name, head.Operator.Kind, read.Name));
            fit = false;
        }

        return fit;
    }
}
