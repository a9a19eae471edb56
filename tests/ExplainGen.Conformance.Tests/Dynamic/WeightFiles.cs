using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.Weights;

namespace ExplainGen.Conformance.Tests.Dynamic;

/// <summary>Weights files made of tensors in memory.</summary>
internal static class WeightFiles
{
    /// <summary>A reader over tensors, as if they had been written to a file.</summary>
    public static WeightReader InMemory(IEnumerable<NamedTensor> tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [.. tensors]);
        return new WeightReader(SafetensorsFile.FromBytes(stream.ToArray()));
    }

    /// <summary>The parameters of an oracle's network under its nodes' names, in single precision; shared ones once.</summary>
    public static IEnumerable<NamedTensor> Of(OracleNetwork network) =>
        network.Nodes.Where(node => ReferenceEquals(Owner(network, node), node)).SelectMany(Of);

    /// <summary>The first node that uses the same layer with weights; the node itself when there is none before it.</summary>
    public static OracleNode Owner(OracleNetwork network, OracleNode node) =>
        Of(node).Any() ? network.Nodes.First(other => ReferenceEquals(other.Operator, node.Operator)) : node;

    private static IEnumerable<NamedTensor> Of(OracleNode node) => node.Operator switch
    {
        Linear op => Pair(node.Name, op.Weight, op.Bias),
        Convolution op => Pair(node.Name, op.Weight, op.Bias),
        TransposedConvolution op => Pair(node.Name, op.Weight, op.Bias),
        BatchNorm op =>
        [
            .. op.Weight is null ? [] : Pair(node.Name, op.Weight, op.Bias),
            Tensor(node.Name + ".running_mean", op.Mean), Tensor(node.Name + ".running_var", op.Variance),
        ],
        Embedding op => [Tensor(node.Name + ".weight", op.Weight)],
        Parameter op => [Tensor(node.Name + ".weight", op.Weight)],
        Normalization { Weight: { } weight } op => Pair(node.Name, weight, op.Bias),
        PRelu op => [Tensor(node.Name + ".weight", op.Slope)],
        _ => [],
    };

    private static IEnumerable<NamedTensor> Pair(string layer, OracleTensor weight, OracleTensor? bias)
    {
        yield return Tensor(layer + ".weight", weight);
        if (bias is not null)
            yield return Tensor(layer + ".bias", bias);
    }

    public static NamedTensor Tensor(string name, OracleTensor tensor) => NamedTensor.Create(name, tensor.Shape, Single(tensor));

    public static float[] Single(OracleTensor tensor) => [.. tensor.Values.Select(v => (float)v)];
}
