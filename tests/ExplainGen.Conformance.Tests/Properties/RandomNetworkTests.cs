using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Goldens;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>What must hold of any network: generated code against the oracle, and the laws of relevance propagation.</summary>
public sealed class RandomNetworkTests
{
    /// <summary>Of the largest logit.</summary>
    private const double OutputTolerance = 1e-5;

    public static TheoryData<int> Indices => RandomModels.Indices;

    /// <summary>Networks whose every activation is a ReLU.</summary>
    public static TheoryData<int> Rectified => RandomModels.Where(made => made.Rectified);

    /// <summary>Those in which a ReLU follows every convolution at once, so that no relevance reaches a negative output.</summary>
    public static TheoryData<int> RectifiedChains =>
        RandomModels.Where(made => made.Rectified && !made.Network.Nodes.Any(node => node.Operator is Add));

    [Theory]
    [MemberData(nameof(Indices))]
    public void OutputIsTheOracles(int index)
    {
        RandomModel model = RandomModels.Get(index);
        OracleTensor x = model.Input(1);
        double[] expected = model.Network.Forward(x).Output.Values;
        Assert.InRange(RelativeError.Max(model.Fused.Predict(x.ToSingle()), expected), 0, OutputTolerance);
        Assert.Equal(model.Fused.Predict(x.ToSingle()), model.Unfused.Predict(x.ToSingle()));
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void RelevanceIsTheOracles(int index)
    {
        RandomModel model = RandomModels.Get(index);
        OracleTensor x = model.Input(2);
        OracleNetwork jittered = Jitter(model.Merged);
        foreach (string explainer in RandomModels.LinearRules.Keys.Concat(RandomModels.FirstRules.Keys))
        {
            double[] expected = Oracle(model, model.Merged, explainer, x).Input.Values;

            // What half a unit in the last place of each weight changes is what single precision cannot resolve.
            double noise = RelativeError.L2(Oracle(model, jittered, explainer, x).Input.Values, expected);
            double tolerance = Tolerances.NetworkSingle(noise);
            foreach (DynamicModel form in new[] { model.Fused, model.Unfused })
            {
                double error = RelativeError.L2(form.Explain(explainer, x.ToSingle(), Target.Class(1).With(Seed.One)).Relevance.Span, expected);
                Assert.True(error <= tolerance, $"network {model.Seed}, {explainer}: relative L2 error {error:g3}, allowed {tolerance:g3}");
                Worst.Record("random networks, relevance (e_l2 / tolerance)", error / tolerance, $"network {model.Seed} {explainer}: {error:g3}, allowed {tolerance:g3}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rectified))]
    public void LrpZeroIsGradientTimesInput(int index)
    {
        RandomModel model = RandomModels.Get(index);
        OracleTensor x = model.Input(3);
        float[] input = x.ToSingle();
        Explanation zero = model.Fused.Explain("Zero", input, Target.Class(2));
        Explanation gradient = model.Fused.Explain("Gradient", input, Target.Class(2));
        double[] expected = [.. input.Select((v, i) => (double)v * gradient.Relevance.Span[i])];
        double noise = RelativeError.L2(
            Oracle(model, Jitter(model.Merged), "Zero", x).Input.Values, Oracle(model, model.Merged, "Zero", x).Input.Values);
        Assert.InRange(RelativeError.L2(zero.Relevance.Span, expected), 0, Tolerances.NetworkSingle(noise));
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void TheLedgerCloses(int index)
    {
        RandomModel model = RandomModels.Get(index);
        float[] input = model.Input(4).ToSingle();
        foreach (ExplainerInfo explainer in model.Fused.Metadata.Explainers.Where(e => !e.IsGradient))
        {
            Explanation why = model.Fused.Explain(explainer.Name, input, Target.Top, keepLayers: true);
            double involved = Math.Max(AbsoluteSum(why.Relevance.Span), model.Fused.Metadata.Layers.Max(l => AbsoluteSum(why.At(l).Span)));
            foreach (LedgerEntry entry in why.Ledger.Entries)
                Assert.True(Math.Abs(entry.Error) <= 1e-4 * involved, $"network {model.Seed}, {explainer.Name}: {entry} of {involved}");
            Worst.Record("random networks, ledger (error / 1e-4 of the relevance involved)", why.Ledger.LargestError / (1e-4 * involved), $"network {model.Seed} {explainer.Name}");

            double lost = why.Ledger.Bias + why.Ledger.Stabilizer + why.Ledger.Dropped;
            Assert.InRange(why.Ledger.Seeded - why.Sum - lost, -1e-3 * involved, 1e-3 * involved);
            if (explainer.Name.EndsWith("Spread", StringComparison.Ordinal))
                Assert.Equal(0, why.Ledger.Bias);
        }
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void FirstLayerRulesConserve(int index)
    {
        RandomModel model = RandomModels.Get(index);
        float[] input = model.Input(5).ToSingle();
        foreach (string explainer in RandomModels.FirstRules.Keys)
        {
            Explanation why = model.Fused.Explain(explainer, input, Target.Top, keepLayers: true);
            LedgerEntry first = why.Ledger.Entries[^1];
            double involved = AbsoluteSum(why.At(model.Fused.Metadata.Layers[0]).Span);
            Assert.True(Math.Abs(first.In - first.Out) <= 1e-4 * involved, $"network {model.Seed}, {explainer}: {first}, of {involved}");
            Assert.Equal(0, first.Bias);
        }
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void ZPlusIsAlphaOneBetaZero(int index)
    {
        RandomModel model = RandomModels.Get(index);
        float[] input = model.Input(6).ToSingle();

        // The explainer Plus has Epsilon on the last layer, PlusSpread has the rule everywhere; compare where both have it.
        double[] expected = Oracle(model, model.Merged, "AlphaOne", model.Input(6), target: 1).Input.Values;
        double[] plus = model.Merged.Forward(model.Input(6)).Explain(
            node => node.Operator is Linear or Convolution ? new ExplainGen.TestKit.Oracle.Rules.ZPlus() : RandomModels.RuleOf(model.Merged, "AlphaOne", node),
            OracleTensor.OneHot(1, 4)).Input.Values;
        Assert.InRange(RelativeError.L2(plus, expected), 0, 1e-10);
        Assert.InRange(
            RelativeError.L2(model.Fused.Explain("AlphaOne", input, Target.Class(1).With(Seed.One)).Relevance.Span, plus), 0,
            Tolerances.NetworkSingle(RelativeError.L2(Oracle(model, Jitter(model.Merged), "AlphaOne", model.Input(6)).Input.Values, expected)));
    }

    [Theory]
    [MemberData(nameof(RectifiedChains))]
    public void GammaTendsToZPlus(int index)
    {
        RandomModel model = RandomModels.Get(index);
        OracleTensor x = model.Input(7);
        float[] huge = model.Fused.Explain("GammaHuge", x.ToSingle(), Target.Class(0).With(Seed.One)).Relevance.ToArray();
        float[] plus = model.Fused.Explain("Plus", x.ToSingle(), Target.Class(0).With(Seed.One)).Relevance.ToArray();

        // The two differ by terms of the order 1/gamma times how much larger negative contributions are than positive ones.
        Assert.InRange(RelativeError.L2(huge, [.. plus.Select(v => (double)v)]), 0, 1e-3);
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void RelevanceIsLinearInTheSeed(int index)
    {
        RandomModel model = RandomModels.Get(index);
        OracleTensor x = model.Input(8);
        float[] input = x.ToSingle();
        const float a = 0.75f, b = -1.5f;
        foreach (string explainer in new[] { "Eps", "AlphaTwo", "Gamma", "Box", "Gradient" })
        {
            float[] Of(params float[] weights) => model.Fused.Explain(explainer, input, Target.Weighted(weights).With(Seed.One)).Relevance.ToArray();
            float[] u = Of(1, 0, 0, 0), v = Of(0, 0, 1, 0), sum = Of(a, 0, b, 0);
            double scale = Math.Max(AbsoluteSum(u), AbsoluteSum(v));
            for (int i = 0; i < sum.Length; i++)
                Assert.InRange(sum[i] - ((a * (double)u[i]) + (b * (double)v[i])), -1e-4 * scale, 1e-4 * scale);
        }
    }

    private static OracleExplanation Oracle(RandomModel model, OracleNetwork network, string explainer, OracleTensor x, int target = 1)
    {
        // Rules go by the place of a node, which perturbing the weights leaves alone.
        Dictionary<string, ExplainGen.TestKit.Oracle.Rules.OracleRule> rules = model.Merged.Nodes
            .ToDictionary(node => node.Name, node => RandomModels.RuleOf(model.Merged, explainer, node));
        return network.Forward(x).Explain(node => rules[node.Name], OracleTensor.OneHot(target, 4));
    }

    private static OracleNetwork Jitter(OracleNetwork network)
    {
        var random = new Random(1);
        OracleTensor Off(OracleTensor w) => w.Map(v => v * (1 + ((random.Next(2) * 2) - 1) * Math.Pow(2, -24)));
        return new OracleNetwork(network.Nodes.Select(node => node with
        {
            Operator = node.Operator switch
            {
                Linear layer => layer with { Weight = Off(layer.Weight) },
                Convolution layer => layer with { Weight = Off(layer.Weight) },
                { } other => other,
            },
        }));
    }

    private static double AbsoluteSum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float v in values)
            sum += Math.Abs(v);
        return sum;
    }
}
