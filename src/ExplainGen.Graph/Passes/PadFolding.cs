namespace ExplainGen.Graph;

/// <summary>A Pad that only one convolution reads becomes that convolution's own (asymmetric) padding.</summary>
public static class PadFolding
{
    public static NetworkGraph Fold(NetworkGraph graph)
    {
        while (true)
        {
            IReadOnlyList<IReadOnlyList<int>> consumers = graph.Consumers();
            Node? pad = graph.Nodes.FirstOrDefault(n => n.Id != graph.Output && Foldable(graph, n, consumers[n.Id]));
            if (pad is null)
                return graph;
            Node target = graph.Nodes[consumers[pad.Id][0]];
            var convolution = (ConvolutionOperator)target.Operator;
            (AxisWindow d, AxisWindow h, AxisWindow w) = convolution.Window.Resolve(pad.Shape);
            AxisWindow[] windows = new[] { d, h, w }.Skip(3 - convolution.Window.Rank).ToArray();
            (int[] begin, int[] end) = ((PadOperator)pad.Operator).Sides(pad.Shape.SpatialRank)!.Value;
            SlidingWindow window = convolution.Window with
            {
                PadBegin = new(windows.Select((a, i) => a.PadBegin + begin[i])),
                PadEnd = new(windows.Select((a, i) => a.PadEnd + end[i])),
                AutoPad = AutoPadding.None,
            };
            graph = graph.With(target with { Operator = convolution with { Window = window } })
                .Without(new Dictionary<int, int> { [pad.Id] = pad.Inputs[0] });
        }
    }

    private static bool Foldable(NetworkGraph graph, Node node, IReadOnlyList<int> consumers) =>
        node.Operator is PadOperator { ChannelsBefore: 0, ChannelsAfter: 0 }
        && consumers.Count == 1
        && graph.Nodes[consumers[0]].Operator is ConvolutionOperator;
}
