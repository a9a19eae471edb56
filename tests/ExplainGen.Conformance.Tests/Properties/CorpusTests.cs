using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>How random networks are drawn and what is reported of them.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void A_seed_gives_the_same_network_again() => Assert.All(
        Corpus.Networks.Take(3),
        network => Assert.Equal(
            network.ToText(fusion: true).ToString(), new RandomNetworkGen().Of(network.Seed).ToText(fusion: true).ToString()));

    /// <summary>What one style alone has is in some network of it.</summary>
    [Fact]
    public void Normalizations_and_products_occur()
    {
        OracleNode[] nodes = [.. Corpus.Networks.SelectMany(network => network.Declared.Nodes)];
        Assert.All(
            [typeof(LayerNorm), typeof(RmsNorm), typeof(GroupNorm), typeof(InstanceNorm)],
            type => Assert.Contains(nodes, node => node.Operator.GetType() == type));
        string[] rules =
        [
            .. Corpus.Networks.SelectMany(network => Corpus.Model(network).Metadata.Explainer("EpsilonPlus").Rules).Distinct(),
        ];
        Assert.Contains("Uniform", rules);
        Assert.Contains(rules, rule => rule.StartsWith("SignalTakesAll(gate ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failure_is_told_of_the_smallest_network_that_was_found()
    {
        var tried = new List<RandomNetwork>();
        Exception failure = Assert.ThrowsAny<Exception>(() => Corpus.Check(0, network =>
        {
            tried.Add(network);
            Assert.NotNull(Corpus.Model(network, fusion: false));
            Assert.True(network.Declared.Nodes.Count(node => node.Operator is Linear) == 0, "has a dense layer.");
        }));

        // Every network ends with a dense layer, so that the first of the smaller ones, which is the smallest, fails.
        Assert.Equal(2, tried.Count);
        Assert.True(tried[1].Declared.Nodes.Count < tried[0].Declared.Nodes.Count);
        Assert.Contains("has a dense layer.", failure.Message, StringComparison.Ordinal);
        Assert.Contains(tried[1].ToString(), failure.Message, StringComparison.Ordinal);
    }
}
