namespace ExplainGen.Graph;

/// <summary>Passes that remove what does nothing in use.</summary>
public static class Simplification
{
    /// <summary>Cuts a trailing Softmax, so that logits are explained; says so of those that stay.</summary>
    public static NetworkGraph? CutSoftmax(NetworkGraph graph, List<Issue> issues)
    {
        IReadOnlyList<IReadOnlyList<int>> consumers = graph.Consumers();
        foreach (Node node in graph.Nodes.Where(n => n.Operator.Class == OperatorClass.Softmax))
        {
            if (node.Id != graph.Output)
                issues.Add(new Issue(IssueTable.SoftmaxInside, node.Origin, null, node.Name, graph.Nodes[consumers[node.Id][0]].Name));
        }

        if (graph.OutputNode.Operator.Class != OperatorClass.Softmax)
            return graph;
        Node softmax = graph.OutputNode;
        Node logits = graph.Nodes[softmax.Inputs[0]];
        if (!logits.Shape.IsVector)
        {
            issues.Add(new Issue(IssueTable.ShapeMismatch, softmax.Origin, null, softmax.Name, softmax.Operator.Kind,
                $"{logits.Shape} (the output of '{logits.Name}')", "class probabilities are those of one vector of logits"));
            return null;
        }

        issues.Add(new Issue(IssueTable.SoftmaxCut, softmax.Origin, null, softmax.Name, logits.Name));
        return graph.Without(new Dictionary<int, int> { [softmax.Id] = logits.Id }) with { HasSoftmax = true };
    }

    /// <summary>Removes Dropout and Identity.</summary>
    public static NetworkGraph RemoveIdentities(NetworkGraph graph) => graph.Without(
        graph.Nodes.Where(n => n.Operator.Class == OperatorClass.Identity).ToDictionary(n => n.Id, n => n.Inputs[0]));
}
