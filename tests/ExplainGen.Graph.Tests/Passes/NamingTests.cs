namespace ExplainGen.Graph.Tests.Passes;

public sealed class NamingTests
{
    [Fact]
    public void Unnamed_layers_take_kind_and_running_number()
    {
        NetworkGraph graph = new NetBuilder(1, 16, 16)
            .Conv(4, 3).Relu().Layer("Conv2d", ("Channels", 4), ("Kernel", 3), ("Name", "second")).Relu().Conv(4, 1)
            .Layer("ConvTranspose2d", ("Channels", 4), ("Kernel", 2)).MaxPool(2).Layer("AvgPool2d", ("Kernel", 2))
            .Layer("AdaptiveAvgPool2d", ("Size", 2)).Layer("GlobalAvgPool").Layer("BatchNorm").Layer("PRelu").Layer("Gelu")
            .Layer("Add", ("Inputs", new[] { "pRelu1", "gelu1" })).Flatten().Linear(3).Linear(2).Graph();

        // A named layer counts among its kind; transposed convolutions are a kind of their own.
        Assert.Equal(
            [
                "conv1", "relu1", "second", "relu2", "conv3", "deconv1", "maxPool1", "avgPool1", "adaptiveAvgPool1", "globalAvgPool1",
                "batchNorm1", "pRelu1", "gelu1", "add1", "flatten1", "linear1", "linear2",
            ],
            graph.Layers.Select(l => l.Name));
    }

    [Fact]
    public void One_numbering_for_all_ranks() => Assert.Equal(["conv1", "reshape1", "conv2"], new NetBuilder(2, 8)
        .Layer("Conv1d", ("Channels", 2), ("Kernel", 1)).Layer("Reshape", ("Shape", new[] { 2, 2, 4 })).Conv(2, 1)
        .Graph().Layers.Select(l => l.Name));

    [Fact]
    public void The_number_of_a_kind_that_ends_in_a_digit_stands_apart()
    {
        NetBuilder net = new NetBuilder(4).Layer("Relu6").Layer("Relu6");
        for (int i = 0; i < 61; i++)
            net.Relu();
        Assert.Equal(["relu6_1", "relu6_2", "relu1"], net.Graph().Layers.Take(3).Select(l => l.Name));
    }

    [Theory]
    [InlineData("conv1", "Conv1")]
    [InlineData("layer1.0.conv1", "Layer1_0_Conv1")]
    [InlineData("features.10", "Features_10")]
    [InlineData("0", "_0")]
    [InlineData("0.weight", "_0_Weight")]
    [InlineData("conv_out", "ConvOut")]
    [InlineData("s-conv 1", "SConv_1")]
    [InlineData("größe", "Größe")]
    [InlineData("a.1", "A_1")]
    [InlineData("a1", "A1")]
    [InlineData("a.b", "AB")]
    [InlineData("...", "")]
    [InlineData("", "")]
    [InlineData("class", "Class")]
    public void Identifiers(string name, string expected) => Assert.Equal(expected, LayerIdentifier.Of(name));

    [Theory]
    [InlineData("fc", "fc")]
    [InlineData("layer1.conv", "layer1-conv")]
    [InlineData("convOut", "conv_out")]
    [InlineData("FC", "fc")]
    public void Names_that_are_one_identifier_clash(string first, string second)
    {
        Issue issue = new NetBuilder(4).Linear(4, ("Name", first)).Linear(4, ("Name", second)).Issue();
        Assert.Equal(("EXG0003", 2, "Name"), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.Contains($"'{second}'", issue.Message);
    }

    [Fact]
    public void A_default_name_may_be_taken_by_an_earlier_layer()
    {
        Issue issue = new NetBuilder(4).Linear(4, ("Name", "relu1")).Relu().Issue();
        Assert.Equal(("EXG0003", 2, (string?)null), (issue.Descriptor.Id, issue.Origin, issue.Argument));
    }

    [Theory]
    [InlineData("")]
    [InlineData("...")]
    [InlineData("input")]
    [InlineData("Input")]
    [InlineData("layers")]
    [InlineData("maps")]
    [InlineData("metadata")]
    [InlineData("modelWeights")]
    [InlineData("equals")]
    [InlineData("getHashCode")]
    [InlineData("to_string")]
    [InlineData("referenceEquals")]
    public void Names_that_cannot_be(string name)
    {
        Issue issue = new NetBuilder(4).Linear(4, ("Name", name)).Issue();
        Assert.Equal(("EXG0013", 1, "Name"), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.StartsWith($"'{name}' cannot be used as a name: ", issue.Message);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("weights")]
    [InlineData("this")]
    [InlineData("layer")]
    public void Names_that_look_odd_but_can_be(string name) =>
        Assert.Equal(name, new NetBuilder(4).Linear(4, ("Name", name)).Graph().Layers[0].Name);
}
