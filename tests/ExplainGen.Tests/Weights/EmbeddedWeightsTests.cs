using System.Reflection;
using ExplainGen.Weights;

namespace ExplainGen.Tests.Weights;

/// <summary>Weights embedded in an assembly: found by their file's name, used in place.</summary>
public sealed class EmbeddedWeightsTests
{
    private static readonly Assembly s_assembly = typeof(EmbeddedWeightsTests).Assembly;

    [Theory]
    [InlineData("tiny.safetensors")] // ends with it
    [InlineData("Weights/tiny.safetensors")] // a path in the project
    [InlineData("ExplainGen.Tests.Weights.tiny.safetensors")] // in full
    public void AResourceIsFoundByItsFilesName(string name)
    {
        using WeightReader reader = WeightReader.FromEmbedded(s_assembly, name);
        Assert.Equal(name, reader.File.FileName);
        Assert.Equal([1f, -2, 0.5f], reader.Read("fc.weight", 1, 3));
        Assert.Equal([0.25f], reader.Read("fc.bias", 1));
        Assert.True(reader.File.Tensors[0].TryGetSpan(out _));
    }

    [Fact]
    public void AMissingResourceSaysHowToEmbedIt()
    {
        WeightsException e = Assert.Throws<WeightsException>(() => WeightReader.FromEmbedded(s_assembly, "net.safetensors"));
        Assert.StartsWith(
            "resource 'net.safetensors' of ExplainGen.Tests: is not embedded. "
            + "Add <EmbeddedResource Include=\"net.safetensors\" LogicalName=\"net.safetensors\" /> to the project. "
            + "Embedded are: 'ExplainGen.Tests.Weights.tiny.safetensors', 'ExplainGen.Tests.Neon.",
            e.Message, StringComparison.Ordinal);

        e = Assert.Throws<WeightsException>(() => WeightReader.FromEmbedded(typeof(Assert).Assembly, "net.safetensors"));
        Assert.EndsWith("Nothing is embedded.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.bin", "a.bin")] // its own name before any that end so
    [InlineData("b.bin", "App.b.bin")]
    [InlineData("x/c.bin", "App.x.c.bin")]
    [InlineData("c.bin", "App.x.c.bin", "App.y.c.bin")]
    [InlineData("A.bin")]
    [InlineData("mbin")] // a part of a word
    public void NamesMatchWholeParts(string asked, params string[] expected)
    {
        string[] embedded = ["a.bin", "App.a.bin", "App.b.bin", "App.x.c.bin", "App.y.c.bin", "App.combin"];
        Assert.Equal(expected, EmbeddedWeights.Find(embedded, asked));
    }
}
