namespace ExplainGen.Graph;

/// <summary>The outputs of nodes as a forward pass computes them, and which of them a backward pass will read.</summary>
public sealed class ValueTable(NetworkGraph graph)
{
    private readonly Dictionary<int, Slot> _slots = [];
    private readonly SortedSet<int> _requested = [];
    private readonly Dictionary<(int Node, RecurrentDirection Direction), Slot> _states = [];
    private readonly List<Slot> _requestedStates = [];

    /// <summary>The nodes whose values a backward pass reads; the forward pass must leave them standing.</summary>
    public IReadOnlyCollection<int> Requested => _requested;

    /// <summary>What recurrent layers leave besides their outputs, as far as a backward pass reads it.</summary>
    public IReadOnlyCollection<Slot> RequestedStates => _requestedStates;

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
}
