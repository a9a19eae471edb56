using ExplainGen.Graph;
using ExplainGen.Onnx.Tests.Operators.Cases;

namespace ExplainGen.Onnx.Tests.Operators;

/// <summary>What nodes compute decides what they become, not what they look like.</summary>
public sealed class RecognitionTests
{
    public static TheoryData<string> Near => AttentionCases.Near;

    /// <summary>A near miss is refused, or is a layer with what makes it one.</summary>
    [Theory]
    [MemberData(nameof(Near))]
    public void What_is_nearly_a_layer_does_not_become_it(string which)
    {
        try
        {
            ImportedNetwork network = OnnxImporter.Import(
                Reading.OnnxReader.Read(AttentionCases.NearMiss(which).ToArray(), "net.onnx"), "net.onnx");
            LayerDeclaration[] found = [.. network.Declaration.Layers.Where(layer => layer.Kind is "Attention" or "LayerNorm" or "RmsNorm")];
            Assert.All(found, layer => Assert.True(layer.Arguments.Has("Scale"), layer.Kind));
        }
        catch (OnnxException e)
        {
            Assert.StartsWith("net.onnx: node ", e.Message, StringComparison.Ordinal);
        }
    }
}
