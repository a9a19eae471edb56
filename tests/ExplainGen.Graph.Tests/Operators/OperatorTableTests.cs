namespace ExplainGen.Graph.Tests.Operators;

public sealed class OperatorTableTests
{
    public static TheoryData<string> Kinds => new(OperatorTable.Kinds);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_operator_is_called_as_it_is_declared(string kind)
    {
        Operator op = Create(kind);
        Assert.Equal(kind, op.Kind);
        Assert.NotEqual(OperatorClass.Input, op.Class);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Equal_declarations_make_equal_operators(string kind) => Assert.Equal(Create(kind), Create(kind));

    [Fact]
    public void An_unknown_kind_is_refused() => Assert.Throws<ArgumentException>(() => Create("Conv4d"));

    [Theory]
    [InlineData("LeakyRelu", "0.01")]
    [InlineData("Relu", "")]
    [InlineData("PRelu", "")]
    [InlineData("Hardtanh", "-1, 1")]
    [InlineData("Softplus", "1, 20")]
    [InlineData("Elu", "1")]
    public void Description_of_an_activation(string kind, string expected) => Assert.Equal(expected, Create(kind).Describe());

    [Fact]
    public void A_second_parameter_of_zero_is_printed() =>
        Assert.Equal("-1, 0", Create("Hardtanh", ("Max", 0)).Describe());

    [Theory]
    [InlineData(false, "weight 1")]
    [InlineData(true, "weight 6")]
    public void Slopes_are_one_or_one_a_channel(bool perChannel, string expected)
    {
        WeightTensor weight = Assert.Single(Create("PRelu", ("PerChannel", perChannel)).Weights(new Shape(6, 4, 4)));
        Assert.Equal(expected, $"{weight.Suffix} {weight.Shape}");
    }

    [Theory]
    [InlineData(true, "weight 6, bias 6, running_mean 6, running_var 6")]
    [InlineData(false, "running_mean 6, running_var 6")]
    public void Parameters_of_a_normalization(bool affine, string expected) => Assert.Equal(expected,
        string.Join(", ", Create("BatchNorm", ("Affine", affine)).Weights(new Shape(6, 4, 4)).Select(w => $"{w.Suffix} {w.Shape}")));

    [Theory]
    [InlineData("LayerNorm", true, true, "weight 6, bias 6")]
    [InlineData("LayerNorm", true, false, "weight 6")]
    [InlineData("LayerNorm", false, true, "")]
    [InlineData("RmsNorm", true, true, "weight 6")]
    [InlineData("RmsNorm", false, true, "")]
    [InlineData("GroupNorm", true, true, "weight 6, bias 6")]
    [InlineData("GroupNorm", false, true, "")]
    [InlineData("InstanceNorm", true, true, "weight 6, bias 6")]
    [InlineData("InstanceNorm", false, true, "")]
    public void Parameters_of_a_normalization_by_statistics_of_its_input(string kind, bool affine, bool bias, string expected) => Assert.Equal(
        expected,
        string.Join(", ", Create(kind, ("Affine", affine), ("Bias", bias)).Weights(new Shape(6, 4, 4)).Select(w => $"{w.Suffix} {w.Shape}")));

    [Fact]
    public void A_dense_layer_has_a_row_of_weights_for_each_feature()
    {
        Operator op = Create("Linear", ("Features", 7));
        Assert.Equal("weight 7x12, bias 7", string.Join(", ", op.Weights(new Shape(12)).Select(w => $"{w.Suffix} {w.Shape}")));
        Assert.Equal(84, op.MultiplyAdds(new Shape(12), new Shape(7)));
    }

    private static Operator Create(string kind, params (string, object)[] arguments)
    {
        (string, object)[] needed =
        [
            ("Features", 4), ("Hidden", 4), ("Kernel", 3), ("Size", 2), ("Scale", 2), ("Count", 5), ("Shape", new[] { 4 }), ("Groups", 2),
            ("Heads", 2), ("Clusters", 3), ("Components", 3), ("Classes", 3), ("Neighbors", 3),
        ];
        (string, object)[] channels = kind == "Pad" ? [] : [("Channels", 4)];
        var written = arguments.Select(a => a.Item1).ToHashSet();
        NetworkDeclaration declaration = new NetBuilder(4)
            .Layer(kind, [.. needed.Concat(channels).Where(a => !written.Contains(a.Item1)), .. arguments]).Declare();
        var issues = new List<Issue>();
        Operator op = OperatorTable.Create(declaration.Layers[0], issues, out bool failed);
        Assert.Empty(issues);
        Assert.False(failed);
        return op;
    }
}
