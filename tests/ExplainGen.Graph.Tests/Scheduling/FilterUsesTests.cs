namespace ExplainGen.Graph.Tests.Scheduling;

/// <summary>Weights are packed for the directions in which a pass reads them, and no others.</summary>
public sealed class FilterUsesTests
{
    [Fact]
    public void Without_explainers_every_filter_is_read_forward() => Assert.Equal("layer Forward, next Forward", Uses(Net()));

    [Theory]
    [InlineData("Epsilon", "layer Both")]
    [InlineData("ZPlus", "layer Forward, layerPositive Both")]
    [InlineData("AlphaBeta", "layer Forward, layerPositive Both, layerNegative Both")]
    [InlineData("Gamma", "layer Both, layerAbsolute Both")]
    [InlineData("ZBox", "layer Forward, layerPositive Both, layerNegative Both")]
    [InlineData("WSquare", "layer Forward, layerSquared Both")]
    [InlineData("Flat", "layer Forward")]
    public void By_rule(string rule, string expected) => Assert.Equal(
        expected,
        Uses(Net().Lrp("Epsilon").Rule(rule, "layer", ("Gamma", 0.5), ("Low", 0), ("High", 1)).Rule("Flat", "next"), "layer"));

    [Fact]
    public void Another_explainer_adds_its_directions() =>
        Assert.Equal("layer Both, layerPositive Both", Uses(Net().Lrp("Epsilon").Rule("ZPlus", "layer").Rule("Flat", "next").Gradient(), "layer"));

    private static NetBuilder Net() => new NetBuilder(3, 8, 8).Relu()
        .Conv(4, 3, ("Name", "layer")).Relu().Conv(2, 3, ("Name", "next"));

    private static string Uses(NetBuilder net, string prefix = "")
    {
        IReadOnlyDictionary<FilterConstant, FilterUse> uses = net.Network().FilterUses;
        return string.Join(", ", net.Network().Constants.OfType<FilterConstant>()
            .Select(filter => (Name: char.ToLowerInvariant(filter.Name[0]) + filter.Name[1..], Use: uses[filter]))
            .Where(use => use.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(use => $"{use.Name} {use.Use}"));
    }
}
