namespace ExplainGen.Graph;

/// <summary>
/// Folds BatchNorm into the linear layer after or before which it stands, by data flow and never across a nonlinearity. The fold is
/// exact: outputs stay the same up to rounding; under rules other than LRP-0 relevance does not, which is why it is done at all.
/// </summary>
public static class BatchNormFolding
{
    /// <param name="reasons">Why each BatchNorm that is left could not be folded, by node name.</param>
    public static NetworkGraph Fold(NetworkGraph graph, Dictionary<string, string> reasons)
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            reasons.Clear();
            IReadOnlyList<IReadOnlyList<int>> consumers = graph.Consumers();
            foreach (Node node in graph.Nodes)
            {
                if (node.Operator is not BatchNormOperator op)
                    continue;
                if (After(graph, node, consumers) is not { } afterProblem)
                {
                    Node linear = graph.Nodes[node.Inputs[0]];
                    var fold = new FoldedBatchNorm(node.WeightsLayer, op, Before: false, node.Origin);
                    graph = graph.With(linear with { Folded = new([.. linear.Folded, fold]) })
                        .Without(new Dictionary<int, int> { [node.Id] = linear.Id });
                }
                else if (Before(graph, node, consumers) is not { } beforeProblem)
                {
                    Node linear = graph.Nodes[consumers[node.Id][0]];
                    var fold = new FoldedBatchNorm(node.WeightsLayer, op, Before: true, node.Origin);
                    graph = graph.With(linear with { Folded = new([fold, .. linear.Folded]) })
                        .Without(new Dictionary<int, int> { [node.Id] = node.Inputs[0] });
                }
                else
                {
                    reasons[node.Name] = $"{afterProblem}; {beforeProblem}";
                    continue;
                }

                changed = true;
                break;
            }
        }

        return graph;
    }

    private static string? After(NetworkGraph graph, Node norm, IReadOnlyList<IReadOnlyList<int>> consumers)
    {
        Node source = graph.Nodes[norm.Inputs[0]];
        if (!source.Operator.IsLinear)
            return $"it follows '{source.Name}' ({source.Operator.Kind}), not a linear layer";
        return consumers[source.Id].Count == 1 ? null : $"'{source.Name}' before it is read by other layers too";
    }

    private static string? Before(NetworkGraph graph, Node norm, IReadOnlyList<IReadOnlyList<int>> consumers)
    {
        if (norm.Id == graph.Output || consumers[norm.Id].Count == 0)
            return "nothing follows it";
        if (consumers[norm.Id].Count > 1)
            return "several layers read it";
        Node target = graph.Nodes[consumers[norm.Id][0]];
        if (!target.Operator.IsLinear)
            return $"'{target.Name}' ({target.Operator.Kind}) after it is not a linear layer";

        // Padded zeros stand for zeros after normalization; folded, they would stand for zeros before it.
        if (target.Operator is ConvolutionOperator { Window: var window })
        {
            (AxisWindow d, AxisWindow h, AxisWindow w) = window.Resolve(norm.Shape);
            if (new[] { d, h, w }.Any(a => a.PadBegin != 0 || a.PadEnd != 0))
                return $"'{target.Name}' after it pads with zeros, which a shift cannot pass";
        }
        else if (target.Operator is TransposedConvolutionOperator)
        {
            return $"the outputs of '{target.Name}' after it see unequal numbers of taps";
        }

        return null;
    }
}
