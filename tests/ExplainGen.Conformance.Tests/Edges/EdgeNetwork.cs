using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Edges;

/// <summary>A network at the edge of what can be declared: a shape of its input and layers with seeded random weights.</summary>
internal sealed class EdgeNetwork
{
    private readonly List<OracleNode> _nodes = [];
    private readonly Dictionary<string, int[]> _shapes = [];
    private readonly Random _random;

    public EdgeNetwork(string name, params int[] input)
    {
        Name = name;
        InputShape = input;
        _shapes[OracleNetwork.InputName] = input;

        // string.GetHashCode differs from run to run.
        _random = new Random(name.Aggregate(17, (hash, c) => unchecked((hash * 31) + c)));
    }

    public string Name { get; }

    public int[] InputShape { get; }

    public OracleNetwork Network => new(_nodes);

    public override string ToString() => Name;

    /// <summary>Adds a layer behind the last one, or behind those named.</summary>
    public EdgeNetwork Add(string name, OracleOperator layer, params string[] inputs)
    {
        if (inputs.Length == 0)
            inputs = [_nodes.Count == 0 ? OracleNetwork.InputName : _nodes[^1].Name];
        _shapes[name] = layer.OutputShape([.. inputs.Select(input => _shapes[input])]);
        _nodes.Add(new OracleNode(name, layer, inputs));
        return this;
    }

    public EdgeNetwork Linear(string name, int outputs, string? input = null) =>
        Add(name, new Linear(Weight(outputs, Last(input)[0]), Bias(outputs)), Inputs(input));

    /// <summary>A convolution; what <paramref name="shape"/> does not say is as in PyTorch.</summary>
    public EdgeNetwork Conv(
        string name, int outputs, int[] kernel, Func<Convolution, Convolution>? shape = null, int groups = 1, string? input = null)
    {
        var layer = new Convolution(Weight([outputs, Last(input)[0] / groups, .. kernel]), Bias(outputs)) { Groups = groups };
        return Add(name, shape?.Invoke(layer) ?? layer, Inputs(input));
    }

    /// <summary>A transposed convolution, likewise.</summary>
    public EdgeNetwork Deconv(
        string name, int outputs, int[] kernel, Func<TransposedConvolution, TransposedConvolution>? shape = null, int groups = 1)
    {
        var layer = new TransposedConvolution(Weight([Last()[0], outputs / groups, .. kernel]), Bias(outputs)) { Groups = groups };
        return Add(name, shape?.Invoke(layer) ?? layer);
    }

    public EdgeNetwork Lstm(
        string name, int hidden, bool both = false, bool reverse = false, bool sequence = true, string? input = null)
    {
        (RecurrentWeights? ahead, RecurrentWeights? back) = Ways(4, hidden, both, reverse, input);
        return Add(name, new Lstm(ahead, back) { Sequence = sequence }, Inputs(input));
    }

    public EdgeNetwork Gru(
        string name, int hidden, bool both = false, bool reverse = false, bool sequence = true, bool resetAfter = true,
        string? input = null)
    {
        (RecurrentWeights? ahead, RecurrentWeights? back) = Ways(3, hidden, both, reverse, input);
        return Add(name, new Gru(ahead, back) { Sequence = sequence, ResetAfter = resetAfter }, Inputs(input));
    }

    public EdgeNetwork Norm(string name, string? input = null)
    {
        int channels = Last(input)[0];
        OracleTensor variance = OracleTensor.Normal(_random, channels).Map(v => 0.5 + (v * v));
        return Add(name, new BatchNorm(Bias(channels), Rounded(variance), Weight(channels), Bias(channels)), Inputs(input));
    }

    public EdgeNetwork Relu(string name, string? input = null) => Add(name, new Relu(), Inputs(input));

    /// <summary>Flattens what is left and ends in three logits.</summary>
    public EdgeNetwork Head() => Add("flatten", new Flatten()).Linear("logits", 3);

    private static string[] Inputs(string? input) => input is null ? [] : [input];

    private int[] Last(string? input = null) => _shapes[input ?? (_nodes.Count == 0 ? OracleNetwork.InputName : _nodes[^1].Name)];

    private (RecurrentWeights? Ahead, RecurrentWeights? Back) Ways(int gates, int hidden, bool both, bool reverse, string? input)
    {
        RecurrentWeights Way() => new(
            Weight(gates * hidden, Last(input)[0]), Weight(gates * hidden, hidden), Bias(gates * hidden), Bias(gates * hidden));
        return (both || !reverse ? Way() : null, both || reverse ? Way() : null);
    }

    private OracleTensor Weight(params int[] shape) => Rounded(OracleTensor.Normal(_random, shape));

    private OracleTensor Bias(int count) => Rounded(OracleTensor.Normal(_random, count).Map(v => v / 4));

    // What a weights file can hold.
    private static OracleTensor Rounded(OracleTensor tensor) => tensor.Map(v => (float)v);
}
