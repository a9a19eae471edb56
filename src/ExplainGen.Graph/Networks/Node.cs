namespace ExplainGen.Graph;

/// <summary>A BatchNorm whose scale and shift go into the weights of the linear layer next to it, when they are loaded.</summary>
/// <param name="Layer">Its name, under which its parameters stand in the weights file.</param>
/// <param name="Before">Whether it stands before the linear layer in the data flow, rather than after it.</param>
public sealed record FoldedBatchNorm(string Layer, BatchNormOperator Operator, bool Before, int Origin);

/// <summary>One use of an operator. Node i of a graph has id i and reads nodes with smaller ids only.</summary>
/// <param name="Inputs">The nodes it reads.</param>
/// <param name="Shape">Of its output.</param>
/// <param name="WeightsLayer">The layer under whose name its parameters stand in the weights file.</param>
/// <param name="Origin">The attribute that declared it.</param>
public sealed record Node(
    int Id, string Name, Operator Operator, EquatableArray<int> Inputs, Shape Shape, string WeightsLayer, int Origin)
{
    /// <summary>The normalizations that its weights take up, in data-flow order.</summary>
    public EquatableArray<FoldedBatchNorm> Folded { get; init; }

    /// <summary>Whether it has a bias once everything is folded in.</summary>
    public bool HasBias => Folded.Count > 0 || Operator switch
    {
        LinearOperator op => op.Bias,
        ConvolutionOperator op => op.Bias,
        TransposedConvolutionOperator op => op.Bias,
        BatchNormOperator => true,
        NormalizationOperator op => op.HasBias,
        _ => false,
    };
}

/// <summary>A declared layer and the node at whose output its relevance stands, after passes removed or folded layers.</summary>
/// <param name="Shape">Of the values there: the layer's own output, unless a Pad became part of its reader.</param>
public sealed record LayerAlias(string Name, string Kind, Shape Shape, int Node, int Origin);

/// <summary>A directed acyclic graph in execution order. Node 0 is the input. Immutable: passes make new ones.</summary>
public sealed record NetworkGraph(EquatableArray<Node> Nodes, EquatableArray<LayerAlias> Layers, int Output)
{
    /// <summary>Whether a trailing Softmax was cut: the output are logits whose softmax are the class probabilities.</summary>
    public bool HasSoftmax { get; init; }

    public Node Input => Nodes[0];

    public Node OutputNode => Nodes[Output];

    /// <summary>For each node, the nodes that read it (once a use).</summary>
    public IReadOnlyList<IReadOnlyList<int>> Consumers()
    {
        var consumers = new List<int>[Nodes.Count];
        for (int i = 0; i < consumers.Length; i++)
            consumers[i] = [];
        foreach (Node node in Nodes)
        {
            foreach (int input in node.Inputs)
                consumers[input].Add(node.Id);
        }

        return consumers;
    }

    /// <summary>The graph without some nodes, each replaced by another one that stands for it; ids are made dense again.</summary>
    /// <param name="replacement">Node to stand-in, for every removed node; the stand-in may itself be removed.</param>
    public NetworkGraph Without(IReadOnlyDictionary<int, int> replacement)
    {
        if (replacement.Count == 0)
            return this;
        int Final(int id)
        {
            while (replacement.TryGetValue(id, out int next))
                id = next;
            return id;
        }

        var ids = new Dictionary<int, int>();
        var nodes = new List<Node>();
        foreach (Node node in Nodes.Where(n => !replacement.ContainsKey(n.Id)))
        {
            ids[node.Id] = nodes.Count;
            nodes.Add(node with { Id = nodes.Count, Inputs = new(node.Inputs.Select(i => ids[Final(i)])) });
        }

        return this with
        {
            Nodes = new(nodes),
            Layers = new(Layers.Select(l => replacement.ContainsKey(l.Node)
                ? l with { Node = ids[Final(l.Node)], Shape = Nodes[Final(l.Node)].Shape }
                : l with { Node = ids[l.Node] })),
            Output = ids[Final(Output)],
        };
    }

    /// <summary>The graph with one node changed.</summary>
    public NetworkGraph With(Node node)
    {
        Node[] nodes = Nodes.ToArray();
        nodes[node.Id] = node;
        return this with { Nodes = new(nodes) };
    }
}
