using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>An explainer that every random network gets: a composite with its arguments, and what that means in the oracle.</summary>
/// <param name="Name">The explainer's name.</param>
/// <param name="Composite">The composite.</param>
internal sealed record ExplainerCase(string Name, string Composite)
{
    private const double Low = -3, High = 3;

    /// <summary>The stabilizer that composites have by default.</summary>
    public OracleStabilizer Stabilizer { get; init; } = OracleStabilizer.Default;

    /// <summary>Epsilon of the epsilon rule, in the stabilizer's form.</summary>
    public double Epsilon { get; init; } = 1e-6;

    public OracleBias Bias { get; init; }

    /// <summary>Whether the bounds of the input are given.</summary>
    public bool Bounded { get; init; }

    /// <summary>The rule of max-pooling, where it is not the composite's.</summary>
    public MaxPoolRule? MaxPool { get; init; }

    /// <summary>The rule of all linear layers, where it is not the composite's.</summary>
    public ContributionRule? LinearRule { get; init; }

    /// <summary>
    /// Whether a parameter is so far out that single precision gives the limit only: of what gamma does not raise, the product forms
    /// the difference of two numbers gamma / 2 times as large.
    /// </summary>
    public bool IsLimit { get; init; }

    public static IReadOnlyList<ExplainerCase> All { get; } =
    [
        new("EpsilonPlus", "EpsilonPlus"),
        new("EpsilonPlusFlat", "EpsilonPlusFlat"),
        new("EpsilonAlpha2Beta1", "EpsilonAlpha2Beta1"),
        new("EpsilonAlpha2Beta1Flat", "EpsilonAlpha2Beta1Flat"),
        new("EpsilonGammaBox", "EpsilonGammaBox") { Bounded = true },
        new("ExcitationBackprop", "ExcitationBackprop"),
        new("DeepTaylor", "DeepTaylor"),
        new("DeepTaylorBox", "DeepTaylor") { Bounded = true },
        new("VggReference", "VggReference"),
        new("LrpZero", "LrpZero"),
        new("Epsilon", "Epsilon") { Epsilon = 0.01 },

        // The epsilon rule takes the bias out of what the forward pass gave, which leaves few digits where z is far below the bias:
        // an epsilon above that.
        new("BiasIgnored", "EpsilonGammaBox") { Bounded = true, Bias = OracleBias.Ignore, Epsilon = 0.01 },
        new("BiasRedistributed", "EpsilonAlpha2Beta1") { Bias = OracleBias.Redistribute },
        new("GammaRedistributed", "EpsilonGammaBox") { Bounded = true, Bias = OracleBias.Redistribute },
        new("Clipped", "EpsilonAlpha2Beta1") { Epsilon = 0.1, Stabilizer = new(0.05, Clip: true) },
        new("RmsScaled", "EpsilonGammaBox") { Bounded = true, Epsilon = 0.25, Stabilizer = new(0.1, RmsScaled: true) },
        new("Proportional", "EpsilonPlus") { MaxPool = new MaxPoolProportional() },
        new("TieSplit", "EpsilonPlus") { MaxPool = new MaxPoolTieSplit() },
        new("SquaresWithoutBias", "DeepTaylor") { Bias = OracleBias.Ignore, Epsilon = 0.01 },
        new("ZPlusAlone", "EpsilonPlus") { LinearRule = new ZPlus() },
        new("AlphaOneAlone", "EpsilonPlus") { LinearRule = new AlphaBeta(1, 0) },
        new("GammaLimit", "EpsilonPlus") { LinearRule = new Gamma(1e6), IsLimit = true },
        new("GuidedBackprop", "GuidedBackprop"),
        new("DeconvNet", "DeconvNet"),
        new("BetaSmooth", "BetaSmooth"),
    ];

    /// <summary>Whether it propagates gradients, which nothing conserves.</summary>
    public bool IsGradient => Composite is "GuidedBackprop" or "DeconvNet" or "BetaSmooth" or "Gradient";

    /// <summary>Whether a network can have it.</summary>
    public bool AppliesTo(RandomNetwork network) => MaxPool is null || network.HasMaxPool;

    /// <summary>Its attributes, one a line.</summary>
    public IEnumerable<string> Attributes(RandomNetwork network)
    {
        var arguments = new List<string> { $"Composite.{Composite}", $"Name = \"{Name}\"" };
        if (!IsGradient)
        {
            arguments.Add($"Epsilon = {LayerText.Number(Epsilon)}, Stabilizer = {LayerText.Number(Stabilizer.Epsilon)}");
            if (Stabilizer.Clip)
                arguments.Add("StabilizerMode = ExplainGen.Kernels.StabilizerMode.Clip");
            if (Stabilizer.RmsScaled)
                arguments.Add("RmsScaled = true");
            if (Bias != OracleBias.Absorb)
                arguments.Add($"Bias = BiasHandling.{Bias}");
            if (Bounded)
                arguments.Add($"Low = {Low}, High = {High}");
        }

        yield return $"[Lrp({string.Join(", ", arguments)})]";
        if (MaxPool is not null)
            yield return RuleText.Of(MaxPool, "*", Name);
        if (LinearRule is not null)
            yield return RuleText.Of(LinearRule, "*", Name);
        if (IsGradient)
            yield break;

        // The bounds are those of the input. At a layer that reads other values they are said again, at its rule.
        Func<OracleNode, OracleRule> rules = Rules(network.Folded);
        foreach (OracleNode node in network.Folded.Nodes.Where(node => node.Inputs[0] != OracleNetwork.InputName))
        {
            if (rules(node) is ZBox box)
                yield return RuleText.Of(box, node.Name, Name);
        }

        foreach (string norm in network.Normalizations)
            yield return RuleText.Of(NormalizationRule, norm, Name);

        // Their bias is absorbed or ignored.
        foreach (string norm in Bias == OracleBias.Redistribute ? network.BiasedStatistics : [])
            yield return RuleText.Of(StatisticsRule, norm, Name);
    }

    /// <summary>The rule of every node of a folded network.</summary>
    public Func<OracleNode, OracleRule> Rules(OracleNetwork folded)
    {
        HashSet<string> behindLinear = [];
        Dictionary<string, OracleRule> rules = [];
        int convolutions = 0, total = folded.Nodes.Count(node => IsConvolution(node.Operator));
        foreach (OracleNode node in folded.Nodes)
        {
            bool behind = node.Inputs.Any(behindLinear.Contains);
            rules[node.Name] = node.Operator is Multiply && !IsGradient
                ? ProductRuleOf(folded, node)
                : RuleOf(node.Operator, !behind, convolutions * 13 < total * 7);
            if (behind || IsLinear(node.Operator))
                behindLinear.Add(node.Name);
            if (IsConvolution(node.Operator))
                convolutions++;
        }

        return node => rules[node.Name];
    }

    // A batch normalization that stands alone has no rule in a composite.
    private Epsilon NormalizationRule => new() { Stabilizer = EpsilonStabilizer, Bias = Bias };

    private Epsilon StatisticsRule => NormalizationRule with { Bias = Bias == OracleBias.Ignore ? Bias : OracleBias.Absorb };

    private OracleStabilizer EpsilonStabilizer => Composite == "LrpZero" ? OracleStabilizer.None : Stabilizer with { Epsilon = Epsilon };

    private OracleStabilizer OtherStabilizer => Composite == "LrpZero" ? OracleStabilizer.None : Stabilizer;

    private static bool IsLinear(OracleOperator layer) => layer is Linear || IsConvolution(layer);

    private static bool IsConvolution(OracleOperator layer) => layer is Convolution or TransposedConvolution;

    private OracleRule RuleOf(OracleOperator layer, bool first, bool lower) => layer switch
    {
        _ when IsGradient => layer is Relu && ReluRuleOf() is { } rule ? rule : new Gradient(),
        Linear or Convolution or TransposedConvolution => LinearRule ?? LinearRuleOf(layer is Linear, first, lower),
        BatchNorm => NormalizationRule,
        Normalization => StatisticsRule,
        Flatten or Reshape or Concat or Pad or NearestUpsample => new Gradient(),
        MaximumOperator => MaxPool ?? new MaxPoolWinner(),
        AffineOperator => new Norm { Stabilizer = OtherStabilizer },
        MatMul => new Uniform { Stabilizer = OtherStabilizer },
        ChannelSoftmax or Attention => new AttnLrp { Stabilizer = OtherStabilizer },
        _ => Composite == "ExcitationBackprop" ? new Gradient() : new Pass(),
    };

    // The signal takes all where one factor alone is a gate, which here are outputs of a sigmoid.
    private static OracleRule ProductRuleOf(OracleNetwork network, OracleNode product)
    {
        bool IsGate(string name) =>
            network.Nodes.FirstOrDefault(node => node.Name == name) is { Operator: Sigmoid or Hardsigmoid };
        bool first = IsGate(product.Inputs[0]), second = IsGate(product.Inputs[1]);
        return first == second ? new Uniform() : (OracleRule)new SignalTakesAll(first ? 0 : 1);
    }

    private ReluRule? ReluRuleOf() => Composite switch
    {
        "GuidedBackprop" => new GuidedBackprop(),
        "DeconvNet" => new Deconvnet(),
        "BetaSmooth" => new BetaSmooth(),
        _ => null,
    };

    private ContributionRule LinearRuleOf(bool dense, bool first, bool lower)
    {
        ContributionRule epsilon = new Epsilon { Stabilizer = EpsilonStabilizer, Bias = Bias };
        ContributionRule box = Bounded ? new ZBox(Low, High) : new WSquare();
        ContributionRule rule = Composite switch
        {
            "EpsilonPlusFlat" or "EpsilonAlpha2Beta1Flat" when first => new Flat(),
            "EpsilonGammaBox" or "DeepTaylor" or "VggReference" when first => box,
            "ExcitationBackprop" or "DeepTaylor" => new ZPlus(),
            "VggReference" when dense => new Epsilon { Stabilizer = OracleStabilizer.None, Bias = Bias },
            "VggReference" => lower ? new Gamma() : new Epsilon { Stabilizer = new(0.25, RmsScaled: true), Bias = Bias },
            "LrpZero" or "Epsilon" => epsilon,
            _ when dense => epsilon,
            "EpsilonPlus" or "EpsilonPlusFlat" => new ZPlus(),
            "EpsilonAlpha2Beta1" or "EpsilonAlpha2Beta1Flat" => new AlphaBeta(2, 1),
            "EpsilonGammaBox" => new Gamma(0.25),
            _ => throw new NotSupportedException($"Composite {Composite} is not known."),
        };
        return rule is Epsilon ? rule : rule with { Stabilizer = Stabilizer, Bias = Bias };
    }
}
