using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>A random network in both forms: generated code, fused and unfused, and the oracle with its BatchNorms merged.</summary>
internal sealed record RandomModel(int Seed, bool Rectified, DynamicModel Fused, DynamicModel Unfused, OracleNetwork Network, OracleNetwork Merged)
{
    /// <summary>An input from 0 to 1 for rectified networks, else of both signs.</summary>
    public OracleTensor Input(int seed)
    {
        var random = new Random((Seed * 1000) + seed);
        OracleTensor x = OracleTensor.Normal(random, [.. Fused.Metadata.InputShape]);
        return x.Map(v => (float)(Rectified ? Math.Abs(v) / (1 + Math.Abs(v)) : v));
    }
}

/// <summary>All random models, made in one compilation.</summary>
internal static class RandomModels
{
    private const int Count = 24;

    private static readonly Lazy<IReadOnlyList<RandomModel>> s_all = new(Compile);

    /// <summary>Rules for the linear layers, by explainer.</summary>
    public static IReadOnlyDictionary<string, OracleRule> LinearRules { get; } = new Dictionary<string, OracleRule>
    {
        ["Zero"] = new Epsilon { Stabilizer = new(0) },
        ["Eps"] = new Epsilon { Stabilizer = new(1e-2) },
        ["EpsSpread"] = new Epsilon { Stabilizer = new(1e-2), Bias = OracleBias.Redistribute },
        ["Plus"] = new ZPlus(),
        ["PlusSpread"] = new ZPlus { Bias = OracleBias.Redistribute },
        ["AlphaOne"] = new AlphaBeta(1, 0),
        ["AlphaTwo"] = new AlphaBeta(2, 1),
        ["AlphaTwoSpread"] = new AlphaBeta(2, 1) { Bias = OracleBias.Redistribute },
        ["Gamma"] = new Gamma(0.25),
        ["GammaNoBias"] = new Gamma(0.5) { Bias = OracleBias.Ignore },
        ["GammaSpread"] = new Gamma(0.25) { Bias = OracleBias.Redistribute },
        ["GammaHuge"] = new Gamma(1e6),
    };

    /// <summary>Rules for the first layer only, over Eps behind it.</summary>
    public static IReadOnlyDictionary<string, OracleRule> FirstRules { get; } = new Dictionary<string, OracleRule>
    {
        ["Box"] = new ZBox(OracleTensor.Scalar(-4), OracleTensor.Scalar(4)),
        ["Squares"] = new WSquare { Bias = OracleBias.Ignore },
        ["Flat"] = new Flat(),
    };

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Count)];

    /// <summary>The networks of which something holds.</summary>
    public static TheoryData<int> Where(Func<(OracleNetwork Network, bool Rectified), bool> holds) =>
        [.. Enumerable.Range(0, Count).Where(seed => holds((RandomNetwork.Create(seed, IsRectified(seed)).Network, IsRectified(seed))))];

    public static RandomModel Get(int index) => s_all.Value[index];

    /// <summary>What an explainer gives to a node, in the oracle.</summary>
    public static OracleRule RuleOf(OracleNetwork network, string explainer, OracleNode node)
    {
        bool first = ReferenceEquals(network.Nodes[0], node);
        bool last = ReferenceEquals(network.Output, node);
        OracleStabilizer stabilizer = explainer == "Zero" ? new(0) : new(1e-2);
        return node.Operator switch
        {
            Linear or Convolution when FirstRules.TryGetValue(explainer, out OracleRule? rule) => first ? rule : LinearRules["Eps"],

            // The limit of gamma is taken behind ReLUs; the last layer has none.
            Linear when explainer is "GammaHuge" or "Plus" && last => LinearRules["Eps"],
            Linear or Convolution => LinearRules[explainer],
            Add or AveragePool => new Norm { Stabilizer = stabilizer },
            MaxPool => new MaxPoolWinner(),
            Flatten or Concat or Identity or BatchNorm => new Gradient(),
            _ => new Pass(),
        };
    }

    private static bool IsRectified(int seed) => seed % 2 == 0;

    private static List<RandomModel> Compile()
    {
        var networks = Enumerable.Range(0, Count).Select(seed => (Seed: seed, Rectified: IsRectified(seed), Made: RandomNetwork.Create(seed, IsRectified(seed)))).ToList();
        IEnumerable<ModelText> texts = networks.SelectMany(n => new[] { true, false }.Select(fusion =>
            new ModelText($"Random{n.Seed}{(fusion ? "" : "Unfused")}", n.Made.InputShape, n.Made.Network)
            {
                Explainers = Explainers(n.Made.Network),
                Fusion = fusion,
            }));
        IReadOnlyDictionary<string, DynamicModelType> types = ModelCompiler.Compile(string.Concat(texts));
        return
        [
            .. networks.Select(n => new RandomModel(
                n.Seed, n.Rectified,
                types[$"Random{n.Seed}"].Load(WeightFiles.Of(n.Made.Network)), types[$"Random{n.Seed}Unfused"].Load(WeightFiles.Of(n.Made.Network)),
                n.Made.Network, BatchNormMerging.Merge(n.Made.Network))),
        ];
    }

    private static List<string> Explainers(OracleNetwork network)
    {
        var lines = new List<string>();
        foreach (string explainer in LinearRules.Keys.Concat(FirstRules.Keys))
        {
            lines.Add($"[Lrp(Composite.Custom, Name = \"{explainer}\")]");
            lines.AddRange(network.Nodes
                .Where(node => node.Operator is not (Flatten or Concat or BatchNorm))
                .Select(node => RuleText.Of(RuleOf(network, explainer, node), node.Name, explainer)));
        }

        lines.Add("[Gradient]");
        return lines;
    }
}
