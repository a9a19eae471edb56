using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Goldens;

/// <summary>
/// The golden rule cases as generated code: one class for each layer and kind of input, with one explainer for each rule, all in one
/// compilation.
/// </summary>
/// <remarks>
/// Inputs that are not negative stand behind a ReLU through which relevance passes, so that the cheap forms of the rules are what is
/// tested; the ReLU leaves such inputs as they are. The two terms of a sum come in as channels of one input and are told apart by two
/// 1x1 convolutions of zeros and ones whose gradient carries the relevance of either term back as it is, bit for bit.
/// </remarks>
internal sealed class RuleGoldenModels
{
    /// <summary>The layer that a case is about.</summary>
    public const string Layer = "layer";

    private readonly Dictionary<string, DynamicModel> _models = [];
    private readonly Dictionary<string, string> _explainers = [];

    public RuleGoldenModels(IEnumerable<RuleGolden> goldens)
    {
        var texts = new List<ModelText>();
        foreach (IGrouping<string, RuleGolden> group in goldens.GroupBy(ClassName))
        {
            RuleGolden[] cases = [.. group];
            for (int i = 0; i < cases.Length; i++)
                _explainers[cases[i].Id] = $"Rule{i}";
            foreach (bool fusion in new[] { true, false })
            {
                texts.Add(new ModelText(group.Key + (fusion ? "" : "Unfused"), InputShape(cases[0]), Network(cases[0]))
                {
                    Explainers = [.. cases.SelectMany((golden, i) => Explainer(golden, $"Rule{i}"))],
                    Fusion = fusion,
                });
            }
        }

        IReadOnlyDictionary<string, DynamicModelType> types = ModelCompiler.Compile(string.Concat(texts));
        foreach (ModelText text in texts)
            _models[text.ClassName] = types[text.ClassName].Load(WeightFiles.Of(text.Network));
    }

    /// <summary>The relevance that generated code gives for one sample of a case's batch.</summary>
    public float[] Explain(RuleGolden golden, int sample, bool fusion)
    {
        // The terms of a sum lie on the last axis of its golden input; here they are channels.
        float[] input = [.. golden.Inputs(sample).SelectMany(tensor => tensor.ToSingle())];
        Target target = Target.Weighted(golden.RelevanceOut.Sample(sample).ToSingle()).With(Seed.One);
        return Model(golden, fusion).Explain(_explainers[golden.Id], input, target).Relevance.ToArray();
    }

    /// <summary>What is known of a case's explainer.</summary>
    public ExplainerInfo Info(RuleGolden golden, bool fusion) => Model(golden, fusion).Metadata.Explainer(_explainers[golden.Id]);

    private DynamicModel Model(RuleGolden golden, bool fusion) => _models[ClassName(golden) + (fusion ? "" : "Unfused")];

    private static string ClassName(RuleGolden golden)
    {
        string[] parts = golden.Id.Split('.');
        return $"Golden_{parts[0]}_{parts[1]}";
    }

    private static int[] InputShape(RuleGolden golden)
    {
        OracleTensor[] inputs = golden.Inputs(0);
        return [inputs.Sum(tensor => tensor.Shape[0]), .. inputs[0].Shape[1..]];
    }

    private static OracleNetwork Network(RuleGolden golden)
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

    private static IEnumerable<string> Explainer(RuleGolden golden, string name)
    {
        yield return $"[Lrp(Composite.Custom, Name = \"{name}\")]";
        yield return RuleText.Of(golden.Rule, Layer, name);
        if (golden.InputKind == "nonneg")
            yield return RuleText.Of(new Pass(), "relu", name);
        if (golden.Layer is Add)
        {
            yield return RuleText.Of(new Gradient(), "first", name);
            yield return RuleText.Of(new Gradient(), "second", name);
        }
    }
}
