using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Goldens;
using ExplainGen.Conformance.Tests.References;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>Small transformers in generated code against the oracle, and what the rules of attention promise.</summary>
public sealed class AttentionNetworkTests
{
    private const string ConstantWeights = "ConstantWeights", ZeroConstantWeights = "ZeroConstantWeights";

    private static readonly OracleStabilizer s_small = new(1e-6);

    private static readonly Lazy<IReadOnlyDictionary<string, DynamicModel>> s_models = new(Compile);

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, AttentionNetworks.All.Count)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Logits_are_those_of_the_oracle(int number)
    {
        RandomNetwork network = AttentionNetworks.All[number];
        OracleTensor x = network.Input(new Random(number));
        var reference = new SinglePrecision(network.Declared, x);
        foreach (bool fusion in new[] { true, false })
        {
            double error = RelativeError.Max(Model(network, fusion).Predict(x.ToSingle()), reference.Exact.Output.Values);
            Assert.True(error <= reference.OutputTolerance, $"{network}: off by {error:g3}, allowed {reference.OutputTolerance:g3}");
            Worst.Record("transformers, logits (e_max / tolerance)", error / reference.OutputTolerance, $"{network.Seed}: {error:g3}");
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Relevance_and_ledger_are_those_of_the_oracle_under_every_composite(int number)
    {
        RandomNetwork network = AttentionNetworks.All[number];
        (SinglePrecision reference, float[] x, OracleTensor relevance) = Draw(network, number);
        foreach (ExplainerCase entry in Cases(network).Append(new("Gradient", "Gradient")))
        {
            SinglePrecision.Relevance expected = reference.Explain(entry.Rules(network.Folded), relevance);
            foreach (bool fusion in new[] { true, false })
            {
                DynamicModel model = Model(network, fusion);
                Explanation why = model.Explain(entry.Name, x, Target.Weighted(relevance.ToSingle()).With(Seed.One), keepLayers: true);
                OracleAgreementTests.AssertRelevance(network, entry, model, why, expected);
                OracleAgreementTests.AssertLedger(network, entry, why, expected);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Constant_weights_are_those_of_the_oracle(int number)
    {
        RandomNetwork network = AttentionNetworks.All[number];
        (SinglePrecision reference, float[] x, OracleTensor relevance) = Draw(network, number);
        SinglePrecision.Relevance expected = reference.Explain(node => ConstantRule(node.Operator), relevance);
        var entry = new ExplainerCase(ConstantWeights, "Epsilon");
        foreach (bool fusion in new[] { true, false })
        {
            DynamicModel model = Model(network, fusion);
            Explanation why = model.Explain(ConstantWeights, x, Target.Weighted(relevance.ToSingle()).With(Seed.One), keepLayers: true);
            OracleAgreementTests.AssertRelevance(network, entry, model, why, expected);
            OracleAgreementTests.AssertLedger(network, entry, why, expected);

            // Queries and keys get nothing, and what is before them alone gets nothing either.
            foreach (OracleNode attention in network.Declared.Nodes.Where(node => node.Operator is Attention))
            {
                foreach (string projection in attention.Inputs[..2])
                {
                    Layer layer = model.Metadata.Layers.Single(l => l.Name == projection);
                    Assert.All(why.At(layer).ToArray(), r => Assert.Equal(0, r));
                }
            }
        }
    }

    /// <summary>What arrives at a layer is what it hands on and what is accounted for, the softmax's part with it.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_layer_conserves_what_its_ledger_does_not_take(int number)
    {
        RandomNetwork network = AttentionNetworks.All[number];
        (_, float[] x, _) = Draw(network, number);
        foreach (string explainer in Cases(network).Where(entry => !entry.IsGradient).Select(entry => entry.Name).Append(ConstantWeights))
        {
            Explanation why = Model(network).Explain(explainer, x, Target.Top.With(Seed.One), keepLayers: true);
            double magnitude = why.Relevance.ToArray().Sum(Math.Abs);
            foreach (LedgerEntry account in why.Ledger.Entries)
            {
                magnitude += why.At(Model(network).Metadata.Layers.First(l => Model(network).Metadata.Nodes[l.Node] == account.Layer))
                    .ToArray().Sum(Math.Abs);
            }

            Assert.All(why.Ledger.Entries, account => Assert.InRange(account.Error, -1e-4 * magnitude, 1e-4 * magnitude));
            double lost = why.Ledger.Bias + why.Ledger.Stabilizer + why.Ledger.Dropped;
            Assert.InRange(why.Ledger.Seeded - why.Sum - lost, -1e-4 * magnitude, 1e-4 * magnitude);
        }
    }

    /// <summary>
    /// Without biases and stabilizers a network whose attention weights are constants is linear in what it reads, save for its rectifiers:
    /// all relevance arrives.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Constant_weights_conserve(int number)
    {
        Assert.True(AttentionNetworks.IsLinearInValues(number));
        RandomNetwork network = AttentionNetworks.All[number];
        (_, float[] x, _) = Draw(network, number);
        Explanation why = Model(network).Explain(ZeroConstantWeights, x, Target.Top);
        double magnitude = why.Relevance.ToArray().Sum(Math.Abs);
        Assert.InRange(why.Sum - why.Logits.Span[why.Target.ClassIndex], -1e-5 * magnitude, 1e-5 * magnitude);
    }

    private static OracleRule ConstantRule(OracleOperator layer) => layer switch
    {
        Linear => new Epsilon { Stabilizer = s_small },
        Attention or ChannelSoftmax => new CpLrp { Stabilizer = s_small },
        MatMul => new Uniform { Stabilizer = s_small },
        Flatten => new Gradient(),
        AffineOperator => new Norm { Stabilizer = s_small },
        _ => new Pass(),
    };

    private static IEnumerable<ExplainerCase> Cases(RandomNetwork network) =>
        ExplainerCase.All.Where(entry => entry.AppliesTo(network) && !entry.IsLimit);

    private static (SinglePrecision Reference, float[] X, OracleTensor Relevance) Draw(RandomNetwork network, int number)
    {
        var random = new Random(100 + number);
        OracleTensor x = network.Input(random);
        var reference = new SinglePrecision(network.Folded, x);
        return (reference, x.ToSingle(), OracleTensor.Normal(random, reference.Exact.Output.Shape).Map(v => (float)v));
    }

    private static DynamicModel Model(RandomNetwork network, bool fusion = true) => s_models.Value[network.ToText(fusion).ClassName];

    private static Dictionary<string, DynamicModel> Compile()
    {
        (ModelText Text, RandomNetwork Network)[] texts = [.. AttentionNetworks.All.SelectMany(
            network => new[] { true, false }.Select(fusion => (WithConstantWeights(network.ToText(fusion), network), network)))];
        IReadOnlyDictionary<string, DynamicModelType> types = ModelCompiler.Compile(string.Concat(texts.Select(text => text.Text)));
        return texts.ToDictionary(
            text => text.Text.ClassName, text => types[text.Text.ClassName].Load(WeightFiles.Of(text.Network.Declared)));
    }

    private static ModelText WithConstantWeights(ModelText text, RandomNetwork network)
    {
        string selector = network.Declared.Nodes.Any(node => node.Operator is Attention) ? "attention*" : "channelSoftmax*";
        return text with
        {
            Explainers =
            [
                .. text.Explainers, $"[Lrp(Composite.Epsilon, Name = \"{ConstantWeights}\")]",
                RuleText.Of(new CpLrp { Stabilizer = s_small }, selector, ConstantWeights),
                $"[Lrp(Composite.LrpZero, Name = \"{ZeroConstantWeights}\")]",
                RuleText.Of(new CpLrp { Stabilizer = OracleStabilizer.None }, selector, ZeroConstantWeights),
            ],
        };
    }
}
