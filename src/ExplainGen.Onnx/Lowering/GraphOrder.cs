using System.Collections.Immutable;
using ExplainGen.Onnx.Files;

namespace ExplainGen.Onnx.Lowering;

/// <summary>The nodes that an output depends on, each behind those that it reads, whatever their order in the file.</summary>
internal static class GraphOrder
{
    /// <summary>Orders the nodes; those that do not lead to the output are left out.</summary>
    /// <exception cref="LoweringException">Nodes wait for each other, or two compute one value.</exception>
    internal static List<OnnxNode> LeadingTo(OnnxGraph graph, string output)
    {
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            foreach (string name in graph.Nodes[i].Outputs)
            {
                if (name.Length > 0 && !producers.TryAdd(name, i))
                    throw new LoweringException($"{OnnxText.Quote(name)} is computed by two nodes");
            }
        }

        // Depth first on a stack of its own: a hostile graph may be deep.
        var order = new List<OnnxNode>();
        if (!producers.TryGetValue(output, out int root))
            return order;
        var state = new byte[graph.Nodes.Length];
        var path = new Stack<(int Node, ImmutableArray<string> Reads, int Next)>();
        Enter(root);
        while (path.TryPop(out (int Node, ImmutableArray<string> Reads, int Next) top))
        {
            if (top.Next == top.Reads.Length)
            {
                state[top.Node] = 2;
                order.Add(graph.Nodes[top.Node]);
                continue;
            }

            path.Push(top with { Next = top.Next + 1 });
            if (!producers.TryGetValue(top.Reads[top.Next], out int source) || state[source] == 2)
                continue;
            if (state[source] == 1)
                throw new LoweringException($"its nodes form a cycle through {OnnxText.Quote(top.Reads[top.Next])}");
            Enter(source);
        }

        return order;

        void Enter(int node)
        {
            state[node] = 1;
            path.Push((node, OuterNames.ReadBy(graph.Nodes[node]), 0));
        }
    }
}
