using ExplainGen.Generators.Emission;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Generators.Tests.Emission;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("conv1", "Conv1")]
    [InlineData("layer1.0.conv1", "Layer1_0_Conv1")]
    [InlineData("max_pool", "Max_Pool")]
    [InlineData("features/3:weight", "Features_3_Weight")]
    [InlineData("__a..b__", "A_B")]
    [InlineData("0", "_0")]
    [InlineData("class", "Class")]
    [InlineData("größe", "Größe")]
    [InlineData("input1", "Input1")]
    public void Pascal(string name, string expected) => HostileCulture.Run(() =>
    {
        string identifier = Identifier.Pascal(name);
        Assert.Equal(expected, identifier);
        Assert.True(SyntaxFacts.IsValidIdentifier(identifier));
    }, culture: "tr-TR");

    [Theory]
    [InlineData("conv1", "conv1")]
    [InlineData("Logits", "logits")]
    [InlineData("class", "@class")]
    [InlineData("layer1.0.conv1", "layer1_0_Conv1")]
    public void Camel(string name, string expected) => Assert.Equal(expected, Identifier.Camel(name));

    [Theory]
    [InlineData("event", "@event")]
    [InlineData("record", "@record")]
    [InlineData("Net", "Net")]
    public void Keywords_are_escaped(string name, string expected) => Assert.Equal(expected, Identifier.Escape(name));
}
