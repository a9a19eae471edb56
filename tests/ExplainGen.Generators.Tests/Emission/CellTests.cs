using ExplainGen.Generators.Tests.Driver;
using ExplainGen.Graph;

namespace ExplainGen.Generators.Tests.Emission;

/// <summary>Every operator under every rule that it can have, with every way to treat the bias and the stabilizer, has an emission.</summary>
public sealed class CellTests
{
    // A layer of every kind in two and in other numbers of axes; a normalization that nothing can take up.
    private const string Layers = """
        [Conv2d(18, 3), BatchNorm, Tanh, Conv2d(18, 3, Padding = 1, Groups = 3), Relu, Conv2d(18, 3, Groups = 18, AutoPad = AutoPad.SameLower)]
        [Gelu, ConvTranspose2d(4, 3, Stride = 2, OutputPadding = 1), PRelu(PerChannel = true), BatchNorm(Name = "norm"), Relu, MaxPool2d(3, CeilMode = true)]
        [Add(Inputs = ["maxPool1", "maxPool1"], Name = "sum"), Upsample(2), AvgPool2d(2, CountIncludePad = false, Padding = 1), Pad(1, Channels = [1, 2])]
        [AdaptiveAvgPool2d([4, 3]), Concat(Inputs = ["adaptiveAvgPool1", "adaptiveAvgPool1"]), Reshape(2, 14, 6), GlobalMaxPool, Flatten, Linear(6)]
        [Reshape(2, 3), Linear(4, PerPosition = true), Softmax, MatMul(Inputs = ["softmax1", "softmax1"], TransposeB = true)]
        [Attention(2, Inputs = ["matMul1", "softmax1", "softmax1"], KeyValueHeads = 2), Attention(1, Inputs = ["attention1", "matMul1", "matMul1"], Causal = true)]
        [Flatten, Linear(6)]
        [Reshape(1, 6), Conv1d(3, 2), Sigmoid, ConvTranspose1d(2, 2), Upsample(2), AvgPool1d(2), MaxPool1d(2), Relu, Reshape(1, 1, 2, 3)]
        [Conv3d(2, 1), Relu, ConvTranspose3d(2, [1, 2, 2]), LayerNorm, RmsNorm, GroupNorm(2), Silu, InstanceNorm(Affine = true), InstanceNorm, GroupNorm(1, Affine = false)]
        [Sigmoid(Name = "gate"), Multiply(Inputs = ["gate", "groupNorm2"]), GlobalAvgPool, Sigmoid(Name = "weight")]
        [Multiply(Inputs = ["multiply1", "weight"]), MaxPool3d([1, 2, 2]), GlobalAvgPool, Linear(3)]
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Relevance(bool fusion)
    {
        string[] rules = [.. RuleTable.Names.Where(rule => rule is not ("PlainGradient" or "GuidedBackprop" or "Deconvolution" or "BetaSmooth"))];
        string[] biases = Enum.GetNames<ExplainGen.BiasHandling>();
        IEnumerable<string> explainers = rules.SelectMany(rule => biases, (rule, bias) => $"""
            [Lrp(Composite.Epsilon, Name = "{rule}{bias}"), Norm("norm", For = "{rule}{bias}")]
            [{rule}("*", For = "{rule}{bias}", Bias = BiasHandling.{bias}{(rule == "ZBox" ? ", Low = -1, Highs = null, High = 2" : "")})]
            """);
        Verify($"Fusion = {(fusion ? "true" : "false")}", explainers);
    }

    [Fact]
    public void Stabilizers() => Verify("Fusion = true", RuleTable.Names.Select(rule => $"""
        [Lrp(Composite.LrpZero, Name = "{rule}", RmsScaled = true, Stabilizer = 0.5, Epsilon = 0.25), Norm("norm", For = "{rule}")]
        [{rule}("*", For = "{rule}", RmsScaled = true, StabilizerMode = StabilizerMode.Clip{(rule == "ZBox" ? ", Low = 0, High = 1" : "")})]
        """));

    [Fact]
    public void Gradients() => Verify("Fusion = true", ["[Lrp(Composite.GuidedBackprop), Lrp(Composite.DeconvNet), Lrp(Composite.BetaSmooth), Gradient]"]);

    [Fact]
    public void Composites() => Verify("Fusion = true", Enum.GetNames<ExplainGen.Composite>().Where(name => name != "Custom").Select(name =>
        $"[Lrp(Composite.{name}, Low = -1, High = 1, Bias = BiasHandling.Redistribute)" + (name is "Gradient" or "GuidedBackprop" or "DeconvNet" or "BetaSmooth"
            ? "]"
            : $", Pass(\"norm\", For = \"{name}\"), Pass(\"*Norm?\", For = \"{name}\")]")));

    private static void Verify(string network, IEnumerable<string> explainers)
    {
        GeneratorRun run = GeneratorRun.Of($"""
            using ExplainGen;
            using ExplainGen.Kernels;

            [Network(2, 17, 15, {network})]
            {Layers}
            {string.Join("\n", explainers)}
            public sealed partial class Net;
            """);
        Assert.DoesNotContain(run.Diagnostics, diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        run.AssertCompiles();
    }
}
