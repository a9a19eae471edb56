namespace ExplainGen.Graph;

/// <summary>Which factor of a product is its gate.</summary>
internal static class Gates
{
    /// <summary>
    /// The one input of a product that does not depend on the network's input: a constant factor gets nothing (Achtibat et al. 2024). Else the
    /// one that is provably within 0 and 1; null where none is, or both are.
    /// </summary>
    public static int? Provable(Node node, Interval[] bounds, bool[] depends)
    {
        if (node.Operator.Class != OperatorClass.Product)
            return null;
        int[] constants = [.. Enumerable.Range(0, node.Inputs.Count).Where(i => !depends[node.Inputs[i]])];
        if (constants.Length == 1)
            return constants[0];
        int[] gates = [.. Enumerable.Range(0, node.Inputs.Count).Where(i => bounds[node.Inputs[i]] is { Low: >= 0, High: <= 1 })];
        return gates.Length == 1 ? gates[0] : null;
    }

    /// <summary>The rule with its gate decided, by name or else by what is provable.</summary>
    /// <param name="rule">As written.</param>
    /// <param name="provable">See <see cref="Provable"/>.</param>
    /// <param name="problem">Why it cannot be decided, if the result is null.</param>
    public static SignalTakesAllRule? Resolve(SignalTakesAllRule rule, Node node, NetworkGraph graph, int? provable, out string? problem)
    {
        problem = null;
        string[] factors = [.. node.Inputs.Select(i => graph.Nodes[i].Name)];
        int? gate = provable;
        if (rule.Gate is { } name)
        {
            // A layer that folding or cutting removed is known by the node that stands for it.
            int standing = name == GraphBuilder.InputName
                ? 0
                : graph.Layers.Where(l => l.Name == name).Select(l => l.Node).DefaultIfEmpty(-1).First();
            int index = Array.IndexOf([.. node.Inputs], standing);
            gate = index < 0 ? null : index;
            if (gate is null)
                problem = $"its Gate '{name}' is not one of its factors '{factors[0]}' and '{factors[1]}'{Suggestion.For(name, factors)}";
        }
        else if (gate is null)
        {
            problem = $"not exactly one of its factors is provably within 0 and 1: say which is the gate, "
                + $"Gate = \"{factors[0]}\" or Gate = \"{factors[1]}\"";
        }

        return gate is { } found ? rule with { Gate = factors[found], GateInput = found } : null;
    }
}
