using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>
/// What the product folds before rules are given: batch normalization into the linear layer before it, or else behind it where that
/// one pads with no zeros; padding into the one convolution that reads it. Layers that do nothing are removed first and what was folded
/// is removed afterwards.
/// </summary>
internal static class Folding
{
    public static OracleNetwork Apply(OracleNetwork network)
    {
        OracleNetwork merged = RemoveIdentities(BatchNormMerging.Merge(RemoveIdentities(network)));
        return RemoveIdentities(MergePadding(RemoveIdentities(MergeForward(merged))));
    }

    private static OracleNetwork RemoveIdentities(OracleNetwork network)
    {
        var source = new Dictionary<string, string>();
        string Source(string name) => source.GetValueOrDefault(name) ?? name;
        var nodes = new List<OracleNode>();
        foreach (OracleNode node in network.Nodes)
        {
            if (node.Operator is Identity)
                source[node.Name] = Source(node.Inputs[0]);
            else
                nodes.Add(node with { Inputs = [.. node.Inputs.Select(Source)] });
        }

        return new OracleNetwork(nodes);
    }

    private static OracleNetwork MergeForward(OracleNetwork network) => Merge(
        network, (first, reader) => first is BatchNorm norm ? Merge(norm, reader) : null);

    private static OracleNetwork MergePadding(OracleNetwork network) => Merge(
        network, (first, reader) => first is Pad { Begin: [0, ..], End: [0, ..] } pad && reader is Convolution convolution
            ? Merge(pad, convolution)
            : null);

    /// <summary>Replaces a node and its only reader wherever the two merge.</summary>
    private static OracleNetwork Merge(OracleNetwork network, Func<OracleOperator, OracleOperator, OracleOperator?> merge)
    {
        var operators = network.Nodes.ToDictionary(node => node.Name, node => node.Operator);
        foreach (OracleNode node in network.Nodes)
        {
            OracleNode[] readers = [.. network.Nodes.Where(other => other.Inputs.Contains(node.Name))];
            if (readers is not [{ Inputs.Length: 1 } reader] || merge(operators[node.Name], operators[reader.Name]) is not { } merged)
                continue;
            operators[node.Name] = new Identity();
            operators[reader.Name] = merged;
        }

        return new OracleNetwork(network.Nodes.Select(node => node with { Operator = operators[node.Name] }));
    }

    /// <summary>W (s x + t) + b = (W s) x + (b + W t).</summary>
    private static OracleOperator? Merge(BatchNorm norm, OracleOperator reader) => reader switch
    {
        Linear linear => linear with
        {
            Weight = Scale(linear.Weight, 1, norm), Bias = Shift(linear.Weight, linear.Bias, 1, norm),
        },
        Convolution convolution when IsZero(convolution.PadBegin) && IsZero(convolution.PadEnd) => convolution with
        {
            Weight = Scale(convolution.Weight, convolution.Groups, norm),
            Bias = Shift(convolution.Weight, convolution.Bias, convolution.Groups, norm),
        },
        _ => null,
    };

    private static Convolution Merge(Pad pad, Convolution convolution)
    {
        int axes = convolution.Weight.Shape.Length - 2;
        int[] begin = convolution.PadBegin ?? new int[axes];
        int[] end = convolution.PadEnd ?? begin;
        return convolution with
        {
            PadBegin = [.. begin.Select((p, axis) => p + pad.Begin[axis + 1])],
            PadEnd = [.. end.Select((p, axis) => p + pad.End[axis + 1])],
        };
    }

    private static OracleTensor Scale(OracleTensor weight, int groups, BatchNorm norm) =>
        new([.. weight.Values.Select((w, i) => w * norm.Scale(InputChannel(weight, groups, i)))], weight.Shape);

    private static OracleTensor Shift(OracleTensor weight, OracleTensor? bias, int groups, BatchNorm norm)
    {
        int perOutput = weight.Length / weight.Shape[0];
        double[] shifted = bias is null ? new double[weight.Shape[0]] : [.. bias.Values];
        for (int i = 0; i < weight.Length; i++)
            shifted[i / perOutput] += weight[i] * norm.Shift(InputChannel(weight, groups, i));
        return OracleTensor.Vector(shifted);
    }

    // Weights are [out, in / groups, kernel...].
    private static int InputChannel(OracleTensor weight, int groups, int index)
    {
        int kernel = OracleTensor.CountOf(weight.Shape.AsSpan(2));
        int inGroup = index / kernel % weight.Shape[1];
        int output = index / kernel / weight.Shape[1];
        return output / (weight.Shape[0] / groups) * weight.Shape[1] + inGroup;
    }

    private static bool IsZero(int[]? padding) => padding is null || padding.All(p => p == 0);
}
