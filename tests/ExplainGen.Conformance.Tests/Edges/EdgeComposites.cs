using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Edges;

/// <summary>Composites as the README describes them, in the oracle's rules.</summary>
internal static class EdgeComposites
{
    private const double Low = -3, High = 3;

    /// <summary>The composites that are tried, as attributes declare them.</summary>
    public static IReadOnlyDictionary<string, string> Attributes { get; } = new Dictionary<string, string>
    {
        ["EpsilonPlus"] = "[Lrp(Composite.EpsilonPlus)]",
        ["EpsilonPlusFlat"] = "[Lrp(Composite.EpsilonPlusFlat)]",
        ["EpsilonAlpha2Beta1"] = "[Lrp(Composite.EpsilonAlpha2Beta1)]",
        ["EpsilonAlpha2Beta1Flat"] = "[Lrp(Composite.EpsilonAlpha2Beta1Flat)]",
        ["EpsilonGammaBox"] = "[Lrp(Composite.EpsilonGammaBox, Low = -3, High = 3)]",
        ["ExcitationBackprop"] = "[Lrp(Composite.ExcitationBackprop)]",
        ["DeepTaylor"] = "[Lrp(Composite.DeepTaylor)]",
        ["LrpZero"] = "[Lrp(Composite.LrpZero)]",
        ["Epsilon"] = "[Lrp(Composite.Epsilon)]",
        ["Gradient"] = "[Lrp(Composite.Gradient)]",
        ["GuidedBackprop"] = "[Lrp(Composite.GuidedBackprop)]",
        ["DeconvNet"] = "[Lrp(Composite.DeconvNet)]",
        ["BetaSmooth"] = "[Lrp(Composite.BetaSmooth)]",
    };

    public static bool IsGradient(string composite) => composite is "Gradient" or "GuidedBackprop" or "DeconvNet" or "BetaSmooth";

    /// <summary>The rule of every node.</summary>
    public static IReadOnlyDictionary<string, OracleRule> Rules(string composite, OracleNetwork network)
    {
        HashSet<string> behindLinear = [];
        Dictionary<string, OracleRule> rules = [];
        foreach (OracleNode node in network.Nodes)
        {
            bool isLinear = node.Operator is Linear or Convolution or TransposedConvolution or SequenceOperator;
            bool isBehind = node.Inputs.Any(behindLinear.Contains);
            rules[node.Name] = IsGradient(composite)
                ? GradientRule(composite, node.Operator)
                : Rule(composite, node.Operator, isLinear && !isBehind);

            // Behind a rectifier the bounds are what it makes of them.
            if (rules[node.Name] is ZBox box && network.Nodes.Any(n => n.Name == node.Inputs[0] && n.Operator is Relu))
                rules[node.Name] = box with { Low = OracleTensor.Scalar(0) };
            if (isLinear || isBehind)
                behindLinear.Add(node.Name);
        }

        return rules;
    }

    private static OracleRule GradientRule(string composite, OracleOperator layer) => (composite, layer) switch
    {
        ("GuidedBackprop", Relu) => new GuidedBackprop(),
        ("DeconvNet", Relu) => new Deconvnet(),
        ("BetaSmooth", Relu) => new BetaSmooth(),
        _ => new Gradient(),
    };

    private static OracleRule Rule(string composite, OracleOperator layer, bool isFirst) => layer switch
    {
        Linear => LinearRule(composite, isFirst, isDense: true),
        Convolution or TransposedConvolution => LinearRule(composite, isFirst, isDense: false),
        Activation => composite == "ExcitationBackprop" ? new Gradient() : new Pass(),
        MaximumOperator => new MaxPoolWinner(),
        SequenceOperator => new Epsilon { Stabilizer = composite == "LrpZero" ? OracleStabilizer.None : OracleStabilizer.Default },
        Add or AveragePool or AdaptiveAveragePool or GlobalAveragePool =>
            composite == "LrpZero" ? new Norm { Stabilizer = OracleStabilizer.None } : new Norm(),

        // Routing; the copies that upsampling makes are one element.
        _ => new Gradient(),
    };

    private static OracleRule LinearRule(string composite, bool isFirst, bool isDense) => composite switch
    {
        "EpsilonPlusFlat" or "EpsilonAlpha2Beta1Flat" when isFirst => new Flat(),
        "EpsilonGammaBox" when isFirst => new ZBox(Low, High),
        "DeepTaylor" when isFirst => new WSquare(),
        "LrpZero" => new Epsilon { Stabilizer = OracleStabilizer.None },
        "ExcitationBackprop" or "DeepTaylor" => new ZPlus(),
        "Epsilon" => new Epsilon(),
        _ when isDense => new Epsilon(),
        "EpsilonPlus" or "EpsilonPlusFlat" => new ZPlus(),
        "EpsilonGammaBox" => new Gamma(),
        _ => new AlphaBeta(),
    };
}
