namespace ExplainGen.Graph;

/// <summary>What a forward pass computes, and which of it a backward pass will read.</summary>
public sealed class ValueTable(NetworkGraph graph)
{
    private readonly Dictionary<int, Slot> _slots = [];
    private readonly SortedSet<int> _requested = [];
    private readonly Dictionary<(int Node, RecurrentDirection Direction), Slot> _states = [];
    private readonly List<Slot> _requestedStates = [];
    private readonly Dictionary<int, Slot> _weights = [];
    private readonly SortedSet<int> _requestedWeights = [];

    /// <summary>The nodes whose values a backward pass reads; the forward pass must leave them standing.</summary>
    public IReadOnlyCollection<int> Requested => _requested;

    /// <summary>
    /// All that the forward pass must leave standing: requested values, what recurrent layers leave besides, and attention weights.
    /// </summary>
    public IEnumerable<Slot> Kept =>
        _requested.Select(Slot).Concat(_requestedStates).Concat(_requestedWeights.Select(node => _weights[node]));

    /// <summary>The value of a node, for a backward pass to read.</summary>
    public Slot Request(int node)
    {
        _requested.Add(node);
        return Slot(node);
    }

    /// <summary>The slot of a node's value.</summary>
    public Slot Slot(int node)
    {
        if (!_slots.TryGetValue(node, out Slot? slot))
        {
            Node n = graph.Nodes[node];
            _slots[node] = slot = new Slot(LocalName.Of(n.Name), SlotRole.Value, n.Shape);
        }

        return slot;
    }

    /// <summary>What a recurrent layer leaves on its way through the sequence, for a backward pass to read.</summary>
    public Slot RequestState(Node node, RecurrentDirection direction)
    {
        Slot state = State(node, direction);
        if (!_requestedStates.Contains(state))
            _requestedStates.Add(state);
        return state;
    }

    /// <summary>The slot of what a recurrent layer leaves on its way through the sequence.</summary>
    public Slot State(Node node, RecurrentDirection direction)
    {
        if (!_states.TryGetValue((node.Id, direction), out Slot? slot))
        {
            var op = (RecurrentOperator)node.Operator;
            string way = direction == RecurrentDirection.Reverse ? "Reverse" : "";
            _states[(node.Id, direction)] = slot = new Slot(
                $"{LocalName.Of(node.Name)}{way}State", SlotRole.Scratch,
                op.SectionsFor(op.StateSections, graph.Nodes[node.Inputs[0]].Shape));
        }

        return slot;
    }

    /// <summary>The attention weights of a node, for a backward pass to read.</summary>
    public Slot RequestWeights(Node node)
    {
        _requestedWeights.Add(node.Id);
        return Weights(node);
    }

    /// <summary>The slot of a node's attention weights.</summary>
    public Slot Weights(Node node)
    {
        if (!_weights.TryGetValue(node.Id, out Slot? slot))
        {
            Shape queries = graph.Nodes[node.Inputs[0]].Shape, keys = graph.Nodes[node.Inputs[1]].Shape;
            Shape shape = ((AttentionOperator)node.Operator).WeightsShape(queries, keys);
            _weights[node.Id] = slot = new Slot(LocalName.Of(node.Name) + "Weights", SlotRole.Value, shape);
        }

        return slot;
    }
}
