using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Goldens;
using ExplainGen.Conformance.Tests.References;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>Random networks in generated code against the oracle: logits, relevance at every node, and the ledger.</summary>
public sealed class OracleAgreementTests
{
    public static TheoryData<int> Numbers => Corpus.Numbers;

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Nodes_are_those_that_folding_leaves(int number) => Corpus.Check(number, network =>
    {
        Assert.Equal(
            network.Folded.Nodes.Select(node => node.Name).Prepend(OracleNetwork.InputName), Corpus.Model(network).Metadata.Nodes);
    });

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Logits_are_those_of_the_oracle(int number) => Corpus.Check(number, network =>
    {
        var random = network.Draws();
        for (int i = 0; i < 3; i++)
        {
            OracleTensor x = network.Input(random);
            var reference = new SinglePrecision(network.Declared, x);
            foreach (bool fusion in new[] { true, false })
            {
                double error = RelativeError.Max(Corpus.Model(network, fusion).Predict(x.ToSingle()), reference.Exact.Output.Values);
                Assert.True(
                    error <= reference.OutputTolerance,
                    $"Logits off by {error:g3} of the largest, allowed {reference.OutputTolerance:g3}.");
                Worst.Record(
                    "random networks, logits (e_max / tolerance)", error / reference.OutputTolerance, $"{network.Seed}: {error:g3}");
            }
        }
    });

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Relevance_and_ledger_are_those_of_the_oracle_under_every_composite(int number) => Corpus.Check(number, network =>
    {
        var random = network.Draws();
        OracleTensor x = network.Input(random);
        var reference = new SinglePrecision(network.Folded, x);
        OracleTensor relevance = OracleTensor.Normal(random, reference.Exact.Output.Shape).Map(v => (float)v);
        IEnumerable<ExplainerCase> cases = ExplainerCase.All.Where(entry => entry.AppliesTo(network) && !entry.IsLimit).Append(
            new("Gradient", "Gradient"));
        foreach (ExplainerCase entry in cases)
        {
            SinglePrecision.Relevance expected = reference.Explain(entry.Rules(network.Folded), relevance);
            foreach (bool fusion in new[] { true, false })
            {
                DynamicModel model = Corpus.Model(network, fusion);
                Explanation why = model.Explain(
                    entry.Name, x.ToSingle(), Target.Weighted(relevance.ToSingle()).With(Seed.One), keepLayers: true);
                AssertRelevance(network, entry, model, why, expected);
                AssertLedger(network, entry, why, expected);
            }
        }
    });

    internal static void AssertRelevance(
        RandomNetwork network, ExplainerCase entry, DynamicModel model, Explanation why, SinglePrecision.Relevance expected)
    {
        // From the output down, so that what fails is where it went wrong.
        foreach (Layer layer in model.Metadata.Layers.Where(layer => layer.Node != 0).OrderByDescending(layer => layer.Node))
            AssertClose(model.Metadata.Nodes[layer.Node], why.At(layer));
        AssertClose(OracleNetwork.InputName, why.Relevance);

        void AssertClose(string node, ReadOnlyMemory<float> got)
        {
            double tolerance = expected.ToleranceMax(node);
            double error = RelativeError.Max(got.Span, expected.Exact[node].Values);
            Assert.True(
                error <= tolerance, $"{entry.Name}: relevance at {node} off by {error:g3} of the largest, allowed {tolerance:g3}.");
            Worst.Record(
                "random networks, relevance (e_max / tolerance)", error / tolerance, $"{network.Seed}, {entry.Name} at {node}: {error:g3}");
        }
    }

    internal static void AssertLedger(RandomNetwork network, ExplainerCase entry, Explanation why, SinglePrecision.Relevance expected)
    {
        foreach (LedgerEntry account in why.Ledger.Entries)
        {
            RelevanceAccount exact = expected.Exact.Ledger[account.Layer];
            double scale = expected.Exact[account.Layer].Values.Sum(Math.Abs) + Math.Abs(exact.Bias) + Math.Abs(exact.Stabilizer);
            double tolerance = scale * expected.ToleranceMax(account.Layer) * 10;
            double error = Math.Abs(account.In - exact.In) + Math.Abs(account.Out - exact.Out);
            if (!entry.IsGradient)
            {
                error += Math.Abs(account.Bias - exact.Bias) + Math.Abs(account.Stabilizer - exact.Stabilizer)
                    + Math.Abs(account.Dropped - exact.Dropped);
            }

            Assert.True(error <= tolerance, $"{entry.Name}: {account} where the oracle has {exact}, allowed {tolerance:g3}.");
        }
    }
}
