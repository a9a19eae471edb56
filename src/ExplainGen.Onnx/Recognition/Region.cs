using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Folding;
using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Recognition;

/// <summary>
/// Nodes that together compute one value from few others and constants. What they compute is found out by trying: they are run on numbers,
/// so it does not matter how an exporter spells a function.
/// </summary>
/// <param name="Nodes">The nodes in the order in which they are run; the last one computes the value.</param>
/// <param name="Entries">The names of the values that they read and do not compute, constants apart.</param>
internal sealed record Region(ImmutableArray<OnnxNode> Nodes, ImmutableArray<string> Entries)
{
    /// <summary>The constants that its nodes read.</summary>
    /// <param name="values">What names in the file stand for.</param>
    internal IEnumerable<ConstantTensor> Constants(IReadOnlyDictionary<string, Value> values) => Nodes.SelectMany(n => n.Inputs).Distinct()
        .Select(name => values.GetValueOrDefault(name)).OfType<KnownValue>().Select(known => known.Tensor);

    /// <summary>What values are kept from falling below (Max), as far as it is constant.</summary>
    /// <param name="values">What names in the file stand for.</param>
    internal IEnumerable<float> Bounds(IReadOnlyDictionary<string, Value> values) => Nodes.Where(n => n.Operator == "Max").SelectMany(n => n.Inputs)
        .Select(name => values.GetValueOrDefault(name)).OfType<KnownValue>().SelectMany(known => known.Tensor.Reals.ToArray());

    /// <summary>Whether it has a node of one of these operators.</summary>
    internal bool Has(params ReadOnlySpan<string> operators)
    {
        foreach (OnnxNode node in Nodes)
        {
            if (operators.Contains(node.Operator))
                return true;
        }

        return false;
    }

    /// <summary>What the nodes compute.</summary>
    /// <param name="root">The node that computes the value.</param>
    /// <param name="probes">What the entries are to be, one each.</param>
    /// <returns>Null where the numbers do not fit the nodes, or are too many.</returns>
    internal ConstantTensor? Run(NodeContext root, params ReadOnlySpan<ConstantTensor> probes)
    {
        var values = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (string name in Nodes.SelectMany(n => n.Inputs))
        {
            if (root.Values.GetValueOrDefault(name) is KnownValue known)
                values[name] = known;
        }

        for (int i = 0; i < Entries.Length; i++)
            values[Entries[i]] = new KnownValue(probes[i]);
        ConstantTensor? result = null;
        foreach (OnnxNode node in Nodes)
        {
            NodeContext context = root.ForProbe(node, values);
            try
            {
                if (!ConstantFolding.TryFold(context))
                    return null;
            }
            catch (LoweringException)
            {
                return null;
            }

            for (int i = 0; i < node.Outputs.Length; i++)
            {
                if (context.Results[i] is { } value)
                    values[node.Outputs[i]] = value;
            }

            result = (context.Results[0] as KnownValue)?.Tensor;
        }

        return result;
    }
}
