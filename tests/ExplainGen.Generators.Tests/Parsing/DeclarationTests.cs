using ExplainGen.Generators.Tests.Driver;
using ExplainGen.Graph;

namespace ExplainGen.Generators.Tests.Parsing;

/// <summary>Attributes to declaration: what is written arrives, exactly and by name; what is not written does not.</summary>
public sealed class DeclarationTests
{
    [Fact]
    public void A_whole_network()
    {
        NetworkDeclaration net = FakeCompiler.Parse("""
            using ExplainGen;
            using ExplainGen.Kernels;

            namespace Shop.Vision;

            [Network(1, 28, 28, Fusion = false, Accuracy = Accuracy.Balanced)]
            [Conv2d(16, 3, Padding = 1), Relu, MaxPool2d(2)]
            [Conv2d(32, [3, 5], Strides = [1, 2], AutoPad = AutoPad.SameUpper, Bias = false, Name = "layer1.0.conv1")]
            [Add(Inputs = ["conv1", "relu1"]), Flatten(Input = "relu1"), Linear(10, Shares = "linear1")]
            [Lrp(Composite.EpsilonPlusFlat)]
            [Lrp(Composite.EpsilonGammaBox, Name = "Fine", Low = 0, Highs = [0.1, 1e300], StabilizerMode = StabilizerMode.Clip)]
            [Gamma("conv*", 0.5, For = "Fine", Bias = BiasHandling.Ignore), Flat("conv1")]
            [Gradient, Weights("net.safetensors")]
            public sealed partial class Net;
            """);

        Assert.Equal([1, 28, 28], net.InputShape);
        Assert.False(net.Fuse);
        Assert.Equal(Graph.Accuracy.Balanced, net.Accuracy);
        Assert.True(net.Gradient);
        Assert.Equal("net.safetensors", net.Weights);
        Assert.Equal(["Conv2d", "Relu", "MaxPool2d", "Conv2d", "Add", "Flatten", "Linear"], net.Layers.Select(layer => layer.Kind));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], net.Layers.Select(layer => layer.Origin));

        Assert.Equal(
            Arguments.Of(Argument.Number("Channels", 16), Argument.Number("Kernel", 3), Argument.Number("Padding", 1)),
            net.Layers[0].Arguments);
        Assert.Equal(
            new LayerDeclaration(
                "Conv2d", "layer1.0.conv1", default, null,
                Arguments.Of(
                    Argument.Number("Channels", 32), Argument.List("Kernel", [3, 5]), Argument.List("Strides", [1, 2]),
                    Argument.Text("AutoPad", "SameUpper"), Argument.Flag("Bias", false)),
                4),
            net.Layers[3]);
        Assert.Equal(["conv1", "relu1"], net.Layers[4].Inputs);
        Assert.Equal(["relu1"], net.Layers[5].Inputs);
        Assert.Equal("linear1", net.Layers[6].Shares);

        Assert.Equal(new ExplainerDeclaration("EpsilonPlusFlat", null, Arguments.None, 8), net.Explainers[0]);
        Assert.Equal(
            new ExplainerDeclaration(
                "EpsilonGammaBox", "Fine",
                Arguments.Of(Argument.Number("Low", 0), Argument.List("Highs", [0.1, 1e300]), Argument.Text("StabilizerMode", "Clip")),
                9),
            net.Explainers[1]);
        Assert.Equal(
            new RuleDeclaration("Gamma", "conv*", "Fine", Arguments.Of(Argument.Number("Gamma", 0.5), Argument.Text("Bias", "Ignore")), 10),
            net.Rules[0]);
        Assert.Equal(new RuleDeclaration("Flat", "conv1", null, Arguments.None, 11), net.Rules[1]);
    }

    [Fact]
    public void Defaults_and_nulls_are_not_written()
    {
        NetworkDeclaration net = FakeCompiler.Parse("""
            using ExplainGen;
            [Network(4)]
            [Linear(3, Name = null), LeakyRelu, Softplus(2), Hardtanh(max: 3), Dropout(), Linear(2, Inputs = null, Shares = null)]
            [AlphaBeta("linear1", 3, For = null)]
            public partial class Net;
            """);

        Assert.Null(net.Layers[0].Name);
        Assert.Equal(Arguments.None, net.Layers[1].Arguments);
        Assert.Equal(Arguments.Of(Argument.Number("Beta", 2)), net.Layers[2].Arguments);
        Assert.Equal(Arguments.Of(Argument.Number("Max", 3)), net.Layers[3].Arguments);
        Assert.Equal(Arguments.None, net.Layers[4].Arguments);
        Assert.Empty(net.Layers[5].Inputs);
        Assert.Equal(new RuleDeclaration("AlphaBeta", "linear1", null, Arguments.Of(Argument.Number("Alpha", 3)), 7), net.Rules[0]);
    }

    [Fact]
    public void Doubles_arrive_to_the_last_bit()
    {
        NetworkDeclaration net = FakeCompiler.Parse("""
            using ExplainGen;
            [Network(4)]
            [LeakyRelu(0.1 + 0.2), Threshold(double.Epsilon, -0.0), Elu(1f / 3)]
            [Lrp(Composite.Epsilon, Low = double.NaN, Epsilon = 1e-45)]
            public partial class Net;
            """);

        Assert.Equal(0.1 + 0.2, net.Layers[0].Arguments.Number("Slope", 0));
        Assert.Equal(double.Epsilon, net.Layers[1].Arguments.Number("Threshold", 0));
        Assert.True(double.IsNegative(net.Layers[1].Arguments.Number("Value", 1)));
        Assert.Equal(1f / 3, net.Layers[2].Arguments.Number("Alpha", 0));
        Assert.True(double.IsNaN(net.Explainers[0].Arguments.Number("Low", 0)));
        Assert.Equal(1e-45, net.Explainers[0].Arguments.Number("Epsilon", 0));
    }

    [Fact]
    public void Constants_aliases_and_full_names_are_seen_through()
    {
        NetworkDeclaration net = FakeCompiler.Parse("""
            using ExplainGen;
            using Dense = ExplainGen.LinearAttribute;
            [global::ExplainGen.NetworkAttribute(Net.Size)]
            [Dense(Net.Size * 2, Name = nameof(Net)), ReluAttribute()]
            public partial class Net
            {
                private const int Size = 4;
            }
            """);

        Assert.Equal([4], net.InputShape);
        Assert.Equal(["Linear", "Relu"], net.Layers.Select(layer => layer.Kind));
        Assert.Equal(8, net.Layers[0].Arguments.Integer("Features", 0));
        Assert.Equal("Net", net.Layers[0].Name);
    }

    [Fact]
    public void Attributes_of_others_do_not_count()
    {
        NetworkDeclaration net = FakeCompiler.Parse("""
            using ExplainGen;
            [System.Obsolete("old"), Network(4), System.Serializable, Linear(2), Other.Linear]
            public partial class Net;

            namespace Other
            {
                [System.AttributeUsage(System.AttributeTargets.Class)]
                public sealed class LinearAttribute : System.Attribute;
            }
            """);

        Assert.Equal(1, Assert.Single(net.Layers).Origin);
    }

    [Fact]
    public void An_array_may_be_given_to_params()
    {
        NetworkDeclaration net = FakeCompiler.Parse("""
            using ExplainGen;
            [Network(new int[] { 3, 8 }), Reshape([24]), Pad(1, 2)]
            public partial class Net;
            """);

        Assert.Equal([3, 8], net.InputShape);
        Assert.Equal(Arguments.Of(Argument.List("Shape", [24])), net.Layers[0].Arguments);
        Assert.Equal(Arguments.Of(Argument.List("Paddings", [1, 2])), net.Layers[1].Arguments);
    }

    [Fact]
    public void The_part_with_the_network_comes_first_and_others_by_path()
    {
        string[] sources =
        [
            "using ExplainGen;\n[Flat(\"a\")]\npublic partial class Net;",
            "using ExplainGen;\n[Network(4), Linear(2), Norm(\"b\")]\npublic partial class Net;",
            "using ExplainGen;\n[Pass(\"c\")]\npublic partial class Net;",
        ];
        NetworkDeclaration net = FakeCompiler.Parse(sources);

        Assert.Equal(["Norm", "Flat", "Pass"], net.Rules.Select(rule => rule.Kind));
        Assert.Equal([2, 3, 4], net.Rules.Select(rule => rule.Origin));
    }
}
