namespace ExplainGen.Graph;

/// <summary>
/// What is provable about values and relevance without knowing weights or inputs: which tensors are never negative, and where
/// relevance is zero because the value is. Both decide which cheap forms of a rule are exact.
/// </summary>
public static class SignAnalysis
{
    /// <summary>The interval of each node's output, whatever the input.</summary>
    public static Interval[] Bounds(NetworkGraph graph) => Bounds(graph, graph.Nodes[0].Operator.InferBounds([]));

    /// <summary>The interval of each node's output for inputs within an interval.</summary>
    public static Interval[] Bounds(NetworkGraph graph, Interval input)
    {
        var bounds = new Interval[graph.Nodes.Count];
        foreach (Node node in graph.Nodes)
            bounds[node.Id] = node.Id == 0 ? input : node.Operator.InferBounds(node.Inputs.Select(i => bounds[i]).ToArray());
        return bounds;
    }

    /// <summary>
    /// For each node, whether its relevance is zero wherever its value is zero: true when every use multiplies relevance by the value
    /// (or hands it to an element of the same value for which this holds).
    /// </summary>
    public static bool[] RelevanceVanishesAtZero(NetworkGraph graph, IReadOnlyList<Rule?> rules)
    {
        IReadOnlyList<IReadOnlyList<int>> consumers = graph.Consumers();
        bool[] vanishes = new bool[graph.Nodes.Count];
        for (int id = graph.Nodes.Count - 1; id >= 0; id--)
            vanishes[id] = id != graph.Output && consumers[id].All(c => Keeps(graph.Nodes[c], rules[c], vanishes[c]));
        return vanishes;
    }

    private static bool Keeps(Node consumer, Rule? rule, bool vanishesAfter) => rule switch
    {
        // Upsampling adds up what the copies got, each of the same value.
        EpsilonRule or NormRule when consumer.Operator.Class == OperatorClass.Upsampling => vanishesAfter,
        EpsilonRule or NormRule or ZPlusRule or AlphaBetaRule or GammaRule => rule.Bias != BiasHandling.Redistribute,
        MaxPoolRule { Share: MaxPoolShare.Proportional } => true,
        RouteRule when consumer.Operator.Class is OperatorClass.Token or OperatorClass.Parameter => false,
        MaxPoolRule or RouteRule => vanishesAfter,
        AttnLrpRule or CpLrpRule => true,
        UniformRule when consumer.Operator.Class == OperatorClass.MatrixProduct => true,

        // A product is zero where a factor is.
        UniformRule or SignalTakesAllRule => vanishesAfter,
        _ => false,
    };
}
