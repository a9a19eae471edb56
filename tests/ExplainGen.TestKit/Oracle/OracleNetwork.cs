using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.TestKit.Oracle;

/// <summary>One use of a layer. A layer that is used twice is two nodes with the same operator.</summary>
/// <param name="Name">Unique in the network.</param>
/// <param name="Inputs">Names of earlier nodes, or <see cref="OracleNetwork.InputName"/>.</param>
public sealed record OracleNode(string Name, OracleOperator Operator, params string[] Inputs);

/// <summary>A network as a list of nodes, each after those it reads; the last one is the output.</summary>
public sealed class OracleNetwork
{
    /// <summary>How nodes refer to the input of the network.</summary>
    public const string InputName = "input";

    /// <exception cref="ArgumentException">A name is given twice, or is read before it is given.</exception>
    public OracleNetwork(params IEnumerable<OracleNode> nodes)
    {
        Nodes = [.. nodes];
        var known = new HashSet<string> { InputName };
        foreach (OracleNode node in Nodes)
        {
            if (node.Inputs.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
                throw new ArgumentException($"'{node.Name}' reads '{unknown}', which no earlier node gives.", nameof(nodes));
            if (!known.Add(node.Name))
                throw new ArgumentException($"Two nodes are named '{node.Name}'.", nameof(nodes));
        }
    }

    public IReadOnlyList<OracleNode> Nodes { get; }

    public OracleNode Output => Nodes[^1];

    /// <summary>A network in which every node reads the one before it.</summary>
    public static OracleNetwork Chain(params IEnumerable<(string Name, OracleOperator Operator)> layers)
    {
        var nodes = new List<OracleNode>();
        foreach ((string name, OracleOperator layer) in layers)
            nodes.Add(new OracleNode(name, layer, nodes.Count == 0 ? InputName : nodes[^1].Name));
        return new OracleNetwork(nodes);
    }

    /// <summary>Runs the network and keeps every activation.</summary>
    public OracleForward Forward(OracleTensor input)
    {
        var activations = new Dictionary<string, OracleTensor> { [InputName] = input };
        foreach (OracleNode node in Nodes)
            activations[node.Name] = node.Operator.Forward([.. node.Inputs.Select(name => activations[name])]);
        return new OracleForward(this, activations);
    }

    /// <summary>Explains one input; see <see cref="OracleForward.Explain(Func{OracleNode, OracleRule}, OracleTensor)"/>.</summary>
    public OracleExplanation Explain(OracleTensor input, Func<OracleNode, OracleRule> ruleOf, OracleTensor seed) =>
        Forward(input).Explain(ruleOf, seed);
}

/// <summary>The activations of one forward pass.</summary>
public sealed class OracleForward(OracleNetwork network, IReadOnlyDictionary<string, OracleTensor> activations)
{
    /// <summary>The output of the network.</summary>
    public OracleTensor Output => activations[network.Output.Name];

    /// <summary>The output of a node, or the input of the network.</summary>
    public OracleTensor this[string node] => activations[node];

    /// <summary>Propagates <paramref name="seed"/>, the relevance at the output, back to the input.</summary>
    /// <param name="ruleOf">The rule of every node.</param>
    public OracleExplanation Explain(Func<OracleNode, OracleRule> ruleOf, OracleTensor seed)
    {
        Dictionary<string, OracleTensor> relevance = activations.ToDictionary(
            entry => entry.Key, entry => OracleTensor.Zeros(entry.Value.Shape));
        relevance[network.Output.Name] = seed.Reshape(Output.Shape);
        var ledger = new Dictionary<string, RelevanceAccount>();
        foreach (OracleNode node in network.Nodes.Reverse())
        {
            RuleResult result = ruleOf(node).Propagate(
                node.Operator, [.. node.Inputs.Select(name => activations[name])], activations[node.Name], relevance[node.Name]);
            ledger[node.Name] = result.Account;
            for (int i = 0; i < node.Inputs.Length; i++)
            {
                double[] sum = relevance[node.Inputs[i]].Values;
                for (int k = 0; k < sum.Length; k++)
                    sum[k] += result.Inputs[i][k];
            }
        }

        return new OracleExplanation(relevance, ledger);
    }

    /// <summary>As above, with a rule for every node by its name.</summary>
    /// <exception cref="KeyNotFoundException">A node has no rule.</exception>
    public OracleExplanation Explain(IReadOnlyDictionary<string, OracleRule> rules, OracleTensor seed) =>
        Explain(node => rules[node.Name], seed);
}

/// <summary>The relevance at every node, and where it went.</summary>
/// <param name="relevance">By node name, and that of the input.</param>
/// <param name="ledger">By node name.</param>
public sealed class OracleExplanation(
    IReadOnlyDictionary<string, OracleTensor> relevance, IReadOnlyDictionary<string, RelevanceAccount> ledger)
{
    public IReadOnlyDictionary<string, RelevanceAccount> Ledger => ledger;

    /// <summary>The relevance at the input of the network.</summary>
    public OracleTensor Input => relevance[OracleNetwork.InputName];

    /// <summary>The relevance at the output of a node, summed over all that read it.</summary>
    public OracleTensor this[string node] => relevance[node];
}
