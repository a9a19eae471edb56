using ExplainGen.Graph;
using ExplainGen.Onnx.Tests.Building;
using ExplainGen.Onnx.Tests.Operators.Cases;

namespace ExplainGen.Onnx.Tests.Operators;

/// <summary>What nodes compute decides what they become, not what they look like.</summary>
public sealed class RecognitionTests
{
    public static TheoryData<string> Near => AttentionCases.Near;

    [Theory]
    [MemberData(nameof(Near))]
    public void What_is_nearly_a_layer_does_not_become_it(string which)
    {
        LayerDeclaration[] layers;
        try
        {
            layers = Import(AttentionCases.NearMiss(which));
        }
        catch (OnnxException e)
        {
            Assert.StartsWith("net.onnx: node ", e.Message, StringComparison.Ordinal);
            return;
        }

        Assert.DoesNotContain(layers, layer => layer.Kind is "Attention" or "LayerNorm" or "RmsNorm");
    }

    [Fact]
    public void A_scale_that_is_hardly_another_one_is_kept()
    {
        LayerDeclaration attention = Assert.Single(Import(AttentionCases.OtherScale), layer => layer.Kind == "Attention");
        Assert.Equal(1.001f / 2, (float)attention.Arguments.Number("Scale", 0), 1e-6f);
    }

    private static LayerDeclaration[] Import(OnnxFile file) =>
        [.. OnnxImporter.Import(Reading.OnnxReader.Read(file.ToArray(), "net.onnx"), "net.onnx").Declaration.Layers];
}
