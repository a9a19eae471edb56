using ExplainGen.Generators.Emission;

namespace ExplainGen.Generators.Tests.Emission;

public sealed class IdentifierTests
{
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
