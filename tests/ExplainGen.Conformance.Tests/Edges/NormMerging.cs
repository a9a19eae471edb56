using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Edges;

/// <summary>
/// Merges batch normalization into the linear layer after it, where that layer has no padding: <c>W' = W diag(scale)</c>,
/// <c>b' = b + W shift</c>. Written from the definition, by probing the layer with the shift as its input.
/// </summary>
internal static class NormMerging
{
    /// <summary>The network with each normalization merged into the linear layer before or else after it.</summary>
    public static OracleNetwork Merge(OracleNetwork network)
    {
        OracleNetwork before;
        do
        {
            before = network;
            network = MergeBefore(BatchNormMerging.Merge(DropIdentities(network)));
        }
        while (network.Nodes.Count(n => n.Operator is BatchNorm) < before.Nodes.Count(n => n.Operator is BatchNorm));
        return network;
    }

    // Identities between two layers would hide one from the other.
    private static OracleNetwork DropIdentities(OracleNetwork network)
    {
        Dictionary<string, string> standIns = [];
        var nodes = new List<OracleNode>();
        foreach (OracleNode node in network.Nodes)
        {
            string[] inputs = [.. node.Inputs.Select(input => standIns.GetValueOrDefault(input, input))];
            if (node.Operator is Identity)
                standIns[node.Name] = inputs[0];
            else
                nodes.Add(node with { Inputs = inputs });
        }

        return new OracleNetwork(nodes);
    }

    private static OracleNetwork MergeBefore(OracleNetwork network)
    {
        foreach (OracleNode norm in network.Nodes.Where(n => n.Operator is BatchNorm))
        {
            OracleNode[] readers = [.. network.Nodes.Where(n => n.Inputs.Contains(norm.Name))];
            if (readers is not [{ Operator: Linear or Convolution { PadBegin: null, Groups: 1 } } reader])
                continue;
            OracleOperator merged = Merge((BatchNorm)norm.Operator, reader.Operator);
            return new OracleNetwork(network.Nodes.Select(n =>
                n == norm ? n with { Operator = new Identity() } : n == reader ? n with { Operator = merged } : n));
        }

        return network;
    }

    private static OracleOperator Merge(BatchNorm norm, OracleOperator layer) => layer switch
    {
        Linear l => l with { Weight = Scale(l.Weight, norm), Bias = Shift(l.Weight, l.Bias, norm) },
        Convolution c => c with { Weight = Scale(c.Weight, norm), Bias = Shift(c.Weight, c.Bias, norm) },
        _ => throw new NotSupportedException($"{layer.GetType().Name} takes no normalization before it."),
    };

    private static int InputOf(OracleTensor weight, int index) =>
        index / OracleTensor.CountOf(weight.Shape.AsSpan(2)) % weight.Shape[1];

    private static OracleTensor Scale(OracleTensor weight, BatchNorm norm) =>
        new([.. weight.Values.Select((w, i) => w * norm.Scale(InputOf(weight, i)))], weight.Shape);

    private static OracleTensor Shift(OracleTensor weight, OracleTensor? bias, BatchNorm norm)
    {
        var shifted = new double[weight.Shape[0]];
        bias?.Values.CopyTo(shifted, 0);
        for (int i = 0; i < weight.Length; i++)
            shifted[i / (weight.Length / shifted.Length)] += weight[i] * norm.Shift(InputOf(weight, i));
        return OracleTensor.Vector(shifted);
    }
}
