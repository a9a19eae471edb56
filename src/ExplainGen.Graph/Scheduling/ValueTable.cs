namespace ExplainGen.Graph;

/// <summary>The outputs of nodes as a forward pass computes them, and which of them a backward pass will read.</summary>
public sealed class ValueTable(NetworkGraph graph)
{
    private readonly Dictionary<int, Slot> _slots = [];
    private readonly SortedSet<int> _requested = [];

    /// <summary>The nodes whose values a backward pass reads; the forward pass must leave them standing.</summary>
    public IReadOnlyCollection<int> Requested => _requested;

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
}
