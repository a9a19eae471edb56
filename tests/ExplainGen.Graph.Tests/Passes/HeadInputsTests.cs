namespace ExplainGen.Graph.Tests.Passes;

/// <summary>A regression that is explained by flooding stands behind activations that are never negative.</summary>
public sealed class HeadInputsTests
{
    [Theory]
    [InlineData("Relu", true)]
    [InlineData("Relu6", true)]
    [InlineData("Sigmoid", true)]
    [InlineData("Softplus", true)]
    [InlineData("LeakyRelu", false)]
    [InlineData("Tanh", false)]
    [InlineData("Gelu", false)]
    [InlineData("BatchNorm", false)]
    public void What_is_never_negative_is_proven(string kind, bool fits)
    {
        CompilationResult result = new NetBuilder(4).Linear(8).Layer(kind).Layer("Regression").Lrp("EpsilonPlus").Compile();
        Assert.Equal(fits ? [] : [IssueTable.NegativeActivations], result.Issues.Select(issue => issue.Descriptor));
    }

    [Fact]
    public void Poolings_and_shapes_keep_it_and_sums_of_signed_values_lose_it()
    {
        NetBuilder pooled = new NetBuilder(2, 8, 8).Conv(4, 3).Relu().MaxPool(2).Flatten().Layer("Regression").Lrp("EpsilonPlus");
        Assert.Empty(pooled.Compile().Issues);
        NetBuilder added = new NetBuilder(4).Linear(4, ("Name", "a")).Relu(("Name", "b")).Layer("Add", ("Inputs", new[] { "a", "b" }))
            .Layer("Regression").Lrp("EpsilonPlus");
        Assert.Equal([IssueTable.NegativeActivations], added.Compile().Issues.Select(issue => issue.Descriptor));
    }
}
