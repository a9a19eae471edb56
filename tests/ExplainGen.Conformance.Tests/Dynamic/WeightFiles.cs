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
        SequenceOperator op => [.. Direction(node.Name, "_l0", op.Ahead), .. Direction(node.Name, "_l0_reverse", op.Back)],
        _ => [],
    };

    private static IEnumerable<NamedTensor> Pair(string layer, OracleTensor weight, OracleTensor? bias)
    {
        yield return Tensor(layer + ".weight", weight);
        if (bias is not null)
            yield return Tensor(layer + ".bias", bias);
    }

    private static IEnumerable<NamedTensor> Direction(string layer, string suffix, RecurrentWeights? weights)
    {
        if (weights is null)
            yield break;
        yield return Tensor($"{layer}.weight_ih{suffix}", weights.Input);
        yield return Tensor($"{layer}.weight_hh{suffix}", weights.State);
        if (weights.InputBias is null)
            yield break;
        yield return Tensor($"{layer}.bias_ih{suffix}", weights.InputBias);
        yield return Tensor($"{layer}.bias_hh{suffix}", weights.StateBias!);
    }

    public static NamedTensor Tensor(string name, OracleTensor tensor) => NamedTensor.Create(name, tensor.Shape, Single(tensor));

    public static float[] Single(OracleTensor tensor) => [.. tensor.Values.Select(v => (float)v)];
}
