using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Edges;

/// <summary>Unlikely declarations under every composite against the double-precision oracle, all in one compilation.</summary>
public sealed class EdgeNetworkTests
{
    // What float32 costs where a network has no cancellation; see Allowed for those that do.
    private const double Tolerance = 2e-5;

    private static readonly Lazy<IReadOnlyDictionary<string, DynamicModelType>> s_types = new(() => ModelCompiler.Compile(
        string.Concat(EdgeNetworks.All.SelectMany(edge => new[] { Text(edge, fusion: true), Text(edge, fusion: false) }))));

    public static TheoryData<string> Names => new(EdgeNetworks.All.Select(edge => edge.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void MatchesTheOracle(string name)
    {
        EdgeNetwork edge = EdgeNetworks.All.First(e => e.Name == name);
        OracleNetwork merged = NormMerging.Merge(edge.Network);
        DynamicModel fused = s_types.Value[name].Load(WeightFiles.Of(edge.Network));
        DynamicModel unfused = s_types.Value[name + "Unfused"].Load(WeightFiles.Of(edge.Network));
        var random = new Random(5);
        for (int sample = 0; sample < 3; sample++)
        {
            OracleTensor input = OracleTensor.Normal(random, edge.InputShape).Map(v => (float)Math.Clamp(v, -3, 3));
            OracleTensor seed = OracleTensor.Normal(random, edge.Network.Forward(input).Output.Shape).Map(v => (float)v);
            CheckLogits(fused, edge.Network, input);
            foreach (string composite in EdgeComposites.Attributes.Keys)
            {
                CheckRelevance(fused, merged, composite, input, seed);
                CheckRelevance(unfused, merged, composite, input, seed);
            }
        }
    }

    private static void CheckLogits(DynamicModel model, OracleNetwork network, OracleTensor input)
    {
        double error = RelativeError.Max(model.Predict(input.ToSingle()), network.Forward(input).Output.Values);
        Assert.True(error <= Tolerance, $"{model.Metadata.Name}: logits are {error:g3} off");
    }

    private static void CheckRelevance(DynamicModel model, OracleNetwork network, string composite, OracleTensor input, OracleTensor seed)
    {
        IReadOnlyDictionary<string, OracleRule> rules = EdgeComposites.Rules(composite, network);
        Target target = Target.Weighted(seed.ToSingle()).With(Seed.One);
        Explanation why = model.Explain(composite, input.ToSingle(), target, keepLayers: true);
        OracleExplanation expected = network.Forward(input).Explain(rules, seed);
        double error = RelativeError.Max(why.Relevance.Span, expected.Input.Values);
        double allowed = error <= Tolerance ? Tolerance : Allowed(network, rules, input, seed, expected.Input);
        Assert.True(error <= allowed, $"{model.Metadata.Name} under {composite}: {error:g3} off, allowed {allowed:g3}\n{why.Ledger}");
        foreach (LedgerEntry entry in why.Ledger.Entries.Where(_ => !why.Explainer.IsGradient))
        {
            double scale =
                Math.Abs(entry.In) + Math.Abs(entry.Out) + Math.Abs(entry.Bias) + Math.Abs(entry.Stabilizer) + Math.Abs(entry.Dropped);
            Assert.True(
                Math.Abs(entry.Error) <= 1e-3 * Math.Max(scale, 1),
                $"{model.Metadata.Name} under {composite}: the ledger misses {entry.Error:g3} at {entry}");
        }

        foreach (Layer layer in model.Metadata.Layers)
            Assert.Equal(layer.Count, why.At(layer).Length);
    }

    // Where denominators cancel, relevance depends on the last digits of the weights: as much as it does is allowed, 20 times over.
    private static double Allowed(
        OracleNetwork network, IReadOnlyDictionary<string, OracleRule> rules, OracleTensor input, OracleTensor seed, OracleTensor expected)
    {
        double noise = 0;
        for (int run = 0; run < 3; run++)
        {
            OracleTensor moved = Perturb(network, new Random(run)).Forward(input).Explain(rules, seed).Input;
            noise = Math.Max(noise, RelativeError.Max(moved.Values, expected.Values));
        }

        return Math.Max(Tolerance, 20 * noise);
    }

    private static OracleNetwork Perturb(OracleNetwork network, Random random) => new(network.Nodes.Select(node => node with
    {
        Operator = node.Operator switch
        {
            Convolution layer => layer with { Weight = Perturb(layer.Weight, random) },
            TransposedConvolution layer => layer with { Weight = Perturb(layer.Weight, random) },
            Linear layer => layer with { Weight = Perturb(layer.Weight, random) },
            SequenceOperator layer => layer with { RoundingSeed = random.Next() },
            { } other => other,
        },
    }));

    private static OracleTensor Perturb(OracleTensor weight, Random random) =>
        weight.Map(w => w * (1 + ((random.Next(2) * 2 - 1) / (double)(1 << 24))));

    private static string Text(EdgeNetwork edge, bool fusion) =>
        new ModelText(edge.Name + (fusion ? "" : "Unfused"), edge.InputShape, edge.Network)
        {
            Explainers = [.. EdgeComposites.Attributes.Values],
            Fusion = fusion,
        }.ToString();
}
