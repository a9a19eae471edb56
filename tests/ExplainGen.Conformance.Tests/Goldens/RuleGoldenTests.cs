using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Goldens;

/// <summary>One layer, one rule, in generated single-precision code, against Zennit's numbers.</summary>
public sealed class RuleGoldenTests
{
    private static readonly Lazy<RuleGoldenModels> s_all = new(() => new RuleGoldenModels(RuleGoldens.All.Values));
    private static readonly Lazy<RuleGoldenModels> s_small = new(() => new RuleGoldenModels(RuleGoldens.Small.Values));

    [SharedDataTheory]
    [MemberData(nameof(RuleGoldens.AllIds), MemberType = typeof(RuleGoldens))]
    public void Every_golden_rule_case_agrees(string id) => AssertAgrees(s_all.Value, RuleGoldens.All[id], fusion: true);

    [SharedDataTheory]
    [MemberData(nameof(RuleGoldens.AllIds), MemberType = typeof(RuleGoldens))]
    public void Every_golden_rule_case_agrees_without_fusion(string id) => AssertAgrees(s_all.Value, RuleGoldens.All[id], fusion: false);

    [Theory]
    [MemberData(nameof(RuleGoldens.SmallIds), MemberType = typeof(RuleGoldens))]
    public void Every_embedded_rule_case_agrees(string id)
    {
        AssertAgrees(s_small.Value, RuleGoldens.Small[id], fusion: true);
        AssertAgrees(s_small.Value, RuleGoldens.Small[id], fusion: false);
    }

    private static void AssertAgrees(RuleGoldenModels models, RuleGolden golden, bool fusion)
    {
        DynamicModel model = models[golden, fusion];
        GoldenComparison comparison = RuleGoldenComparison.Of(model, golden);
        Assert.True(comparison.Agrees, comparison.ToString());
        Worst.Record(
            $"rules, {(fusion ? "fused" : "unfused")} (e_max / tolerance)", comparison.Error / comparison.Allowed,
            $"{golden.Id}: {comparison.Error:g3}");

        if (golden.Layer is Linear or Convolution or TransposedConvolution)
        {
            ExplainerInfo info = model.Metadata.Explainer(RuleGoldenNetwork.ExplainerName(golden));
            Assert.Equal(Cost(golden.Rule, golden.InputKind == "nonneg", HasBias(golden.Layer)), (info.ForwardPasses, info.BackwardPasses));
        }
    }

    /// <summary>
    /// Passes over the layer, forward and adjoint, that a rule needs beyond the network's forward pass. The layer is the last one, so
    /// that the form of gamma which needs a ReLU behind it does not apply. Gamma without a bias that is there takes one pass more.
    /// </summary>
    private static (int Forward, int Backward) Cost(OracleRule rule, bool nonNegativeInput, bool hasBias) => (rule, nonNegativeInput) switch
    {
        (Pass or Flat, _) => (0, 0),
        (Epsilon or Norm or WSquare, _) => (0, 1),
        (ZBox, _) => (0, 2),
        (Gamma { Bias: OracleBias.Ignore }, _) when hasBias => (2, 2),
        (Gamma, _) => (1, 2),
        (ZPlus or AlphaBeta { Beta: 0 }, true) => (1, 1),
        (ZPlus or AlphaBeta { Beta: 0 }, false) => (2, 2),
        (AlphaBeta, true) => (2, 2),
        (AlphaBeta, false) => (4, 4),
        _ => throw new NotSupportedException($"{rule} has no known cost."),
    };

    private static bool HasBias(OracleOperator layer) => layer is Linear { Bias: not null } or Convolution { Bias: not null }
        or TransposedConvolution { Bias: not null };
}
