using System.Collections.Immutable;
using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Folding;
using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Recognition;

/// <summary>Finds the regions that end in a node: further and further back, wherever everything hangs on few values.</summary>
/// <param name="nodes">The nodes of the file in the order in which they are run.</param>
/// <param name="values">What names in the file stand for.</param>
/// <param name="network">The layers so far.</param>
internal sealed class RegionFinder(IReadOnlyList<OnnxNode> nodes, IReadOnlyDictionary<string, Value> values, NetworkBuilder network)
{
    /// <summary>No function is spelled with more nodes.</summary>
    private const int MostNodes = 64;

    /// <summary>No node of a function reads or computes more values.</summary>
    private const int MostValues = 8;

    private readonly Dictionary<string, int> _producers = Producers(nodes);
    private readonly HashSet<int> _wholes = [];

    /// <summary>Takes note that a node ends a whole, behind which no other one begins.</summary>
    internal void Close(OnnxNode last) => _wholes.Add(_producers[last.Outputs[0]]);

    /// <summary>The regions of at least two nodes that end in a node and hang on one value, the smallest first; then on three, at the far end.</summary>
    internal IEnumerable<Region> Ending(OnnxNode root)
    {
        if (!CanRun(root) || !_producers.TryGetValue(root.Outputs[0], out int last))
            yield break;
        var inside = new SortedSet<int> { last };
        var frontier = new SortedSet<int>();
        var outside = new HashSet<string>(StringComparer.Ordinal);
        Expand(root, frontier, outside);

        // Of the values that are needed the one that is computed last is replaced by what it is computed from.
        while (frontier.Count > 0 && inside.Count < MostNodes)
        {
            if (frontier.Count == 1 && outside.Count == 0 && inside.Count > 1)
                yield return Of(inside, Entries(frontier, inside));
            int latest = frontier.Max;
            frontier.Remove(latest);
            if (!CanRun(nodes[latest]) || IsWhole(latest, root))
            {
                outside.UnionWith(nodes[latest].Outputs.Where(name => Reads(inside, name)));
                continue;
            }

            inside.Add(latest);
            Expand(nodes[latest], frontier, outside);
        }

        if (frontier.Count == 0 && outside.Count is 1 or 3 && inside.Count > 1)
            yield return Of(inside, outside);
    }

    private static bool CanRun(OnnxNode node) => node.Domain.Length == 0 && ConstantFolding.Knows(node.Operator)
        && node.Outputs.Length is > 0 and <= MostValues && node.Inputs.Length <= MostValues;

    /// <summary>
    /// Whether a node gives the output of a layer with weights, or ends something that was recognized. A scale or a shift of the latter may
    /// still belong to it.
    /// </summary>
    private bool IsWhole(int node, OnnxNode root)
    {
        if (_wholes.Contains(node))
            return root.Operator is not ("Add" or "Mul") || !root.Inputs.Any(name => values.GetValueOrDefault(name) is KnownValue)
                || !root.Inputs.Contains(nodes[node].Outputs[0]);
        string op = nodes[node].Operator;

        // A product alone may be a part of distances, whose other parts no layer computes.
        if (op == "Gemm" && root.Inputs.Any(name => values.GetValueOrDefault(name) is UnloweredValue))
            return false;
        return op is "Gemm" or "MatMul" or "Add" or "Sub"
            && values.GetValueOrDefault(nodes[node].Outputs[0]) is FlowValue flow && network.TakesBias(flow.Layer);
    }

    private void Expand(OnnxNode node, SortedSet<int> frontier, HashSet<string> outside)
    {
        foreach (string name in node.Inputs)
        {
            if (name.Length == 0 || values.GetValueOrDefault(name) is KnownValue)
                continue;
            if (_producers.TryGetValue(name, out int producer))
                frontier.Add(producer);
            else
                outside.Add(name);
        }
    }

    private bool Reads(SortedSet<int> inside, string name) => inside.Any(i => nodes[i].Inputs.Contains(name));

    private string[] Entries(SortedSet<int> frontier, SortedSet<int> inside) =>
        [.. nodes[frontier.Max].Outputs.Where(name => Reads(inside, name))];

    private Region Of(SortedSet<int> inside, IEnumerable<string> entries) => new([.. inside.Select(i => nodes[i])], [.. entries]);

    private static Dictionary<string, int> Producers(IReadOnlyList<OnnxNode> nodes)
    {
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string name in nodes[i].Outputs.Where(name => name.Length > 0))
                producers[name] = i;
        }

        return producers;
    }
}
