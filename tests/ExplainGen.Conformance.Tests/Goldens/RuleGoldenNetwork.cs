using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Goldens;

/// <summary>The network that a golden rule case stands in: one for each layer and kind of input, one explainer for each rule.</summary>
/// <remarks>
/// Inputs that are not negative stand behind a ReLU through which relevance passes, so that the cheap forms of the rules are what is
/// tested; the ReLU leaves such inputs as they are. The two terms of a sum come in as channels of one input and are told apart by two
/// 1x1 convolutions of zeros and ones whose gradient carries the relevance of either term back as it is, bit for bit.
/// </remarks>
internal static class RuleGoldenNetwork
{
    /// <summary>The layer that a case is about.</summary>
    public const string Layer = "layer";

    /// <summary>The model class of a case.</summary>
    public static string ClassName(RuleGolden golden)
    {
        string[] parts = golden.Id.Split('.');
        return $"Golden_{parts[0]}_{parts[1]}";
    }

    /// <summary>The explainer of a case: what its id says behind layer and input, as an identifier.</summary>
    public static string ExplainerName(RuleGolden golden)
    {
        IEnumerable<string> words = golden.Id.Split('.', 3)[2].Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]);
        return string.Concat(words.SelectMany(word => word).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
    }

    /// <summary>The network's input, without batch axis. The terms of a sum, last axis of its golden input, are channels here.</summary>
    public static int[] InputShape(RuleGolden golden)
    {
        OracleTensor[] inputs = golden.Inputs(0);
        return [inputs.Sum(tensor => tensor.Shape[0]), .. inputs[0].Shape[1..]];
    }

    /// <summary>One sample of a case's batch, as the network reads it.</summary>
    public static float[] Input(RuleGolden golden, int sample) => [.. golden.Inputs(sample).SelectMany(tensor => tensor.ToSingle())];

    /// <summary>The relevance that a case gives the layer's output.</summary>
    public static Target Seed(RuleGolden golden, int sample) =>
        Target.Weighted(golden.RelevanceOut.Sample(sample).ToSingle()).With(ExplainGen.Seed.One);

    /// <summary>The layers with their weights.</summary>
    public static OracleNetwork Of(RuleGolden golden)
    {
        var nodes = new List<OracleNode>();
        string last = OracleNetwork.InputName;
        if (golden.InputKind == "nonneg")
            nodes.Add(new OracleNode(last = "relu", new Relu(), OracleNetwork.InputName));
        if (golden.Layer is not Add)
            return new OracleNetwork([.. nodes, new OracleNode(Layer, golden.Layer, last)]);
        int channels = golden.Inputs(0)[0].Shape[0];
        return new OracleNetwork(
        [
            .. nodes,
            new OracleNode("first", Select(channels, 0), last),
            new OracleNode("second", Select(channels, 1), last),
            new OracleNode(Layer, golden.Layer, "first", "second"),
        ]);
    }

    private static Convolution Select(int channels, int term)
    {
        OracleTensor weight = OracleTensor.Zeros(channels, 2 * channels, 1, 1);
        for (int c = 0; c < channels; c++)
            weight.Values[(c * 2 * channels) + (term * channels) + c] = 1;
        return new Convolution(weight);
    }
}
