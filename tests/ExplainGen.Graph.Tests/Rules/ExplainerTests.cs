namespace ExplainGen.Graph.Tests.Rules;

public sealed class ExplainerTests
{
    [Fact]
    public void Explainers_keep_their_order_and_the_gradient_comes_last() => Assert.Equal(
        ["Fine Epsilon", "LrpZero LrpZero", "Gradient Gradient"],
        new NetBuilder(4).Linear(3).Lrp("Epsilon", ("Name", "Fine")).Lrp("LrpZero").Gradient().Network().Explainers
            .Select(e => $"{e.Explainer.Name} {e.Explainer.Composite}"));

    [Fact]
    public void Without_explainers_there_is_no_forward_pass_for_them()
    {
        CompiledNetwork network = new NetBuilder(4).Linear(3).Network();
        Assert.Empty(network.Explainers);
        Assert.Null(network.Forward);
    }

    [Theory]
    [InlineData("Epsilon", "Epsilon", null)]
    [InlineData("Fine", "Fine", "Name")]
    [InlineData("FINE", "Fine", "Name")]
    public void Names_are_unique_whatever_the_case(string first, string second, string? argument)
    {
        NetBuilder net = new NetBuilder(4).Linear(3).Lrp("LrpZero", ("Name", first));
        Issue issue = (argument is null ? net.Lrp(second) : net.Lrp("Epsilon", ("Name", second))).Issue();
        Assert.Equal(("EXG0010", 3, argument), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.Equal($"Two explainers are called '{second}': give one of them another Name", issue.Message);
    }

    [Fact]
    public void Every_duplicate_is_reported() => Assert.Equal([3, 4], new NetBuilder(4).Linear(3)
        .Lrp("Epsilon").Lrp("Epsilon").Lrp("Epsilon").Compile().Issues.Select(i => i.Origin));

    [Theory]
    [InlineData("fine")]
    [InlineData("in short")]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("A-B")]
    public void Names_are_identifiers(string name)
    {
        Issue issue = new NetBuilder(4).Linear(3).Lrp("Epsilon", ("Name", name)).Issue();
        Assert.Equal(("EXG0013", 2, "Name"), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.Equal($"'{name}' cannot be used as a name: write it as a C# identifier in Pascal case", issue.Message);
    }

    [Fact]
    public void A_gradient_explainer_serves_as_the_gradient()
    {
        CompiledNetwork network = new NetBuilder(4).Linear(3).Lrp("Gradient").Gradient().Network();
        Assert.Equal("Gradient", Assert.Single(network.Explainers).Explainer.Name);
    }

    [Fact]
    public void Nothing_else_may_pass_for_the_gradient()
    {
        NetBuilder relevance = new NetBuilder(4).Linear(3).Relu().Lrp("Epsilon", ("Name", "Gradient"));
        Assert.Empty(relevance.Copy().Compile().Issues);
        Assert.Equal(("EXG0010", 3), (relevance.Gradient().Issue().Descriptor.Id, relevance.Issue().Origin));

        NetBuilder guided = new NetBuilder(4).Linear(3).Relu().Lrp("Gradient").Rule("GuidedBackprop", "relu1");
        Assert.Empty(guided.Copy().Compile().Issues);
        Assert.Equal("EXG0010", guided.Gradient().Issue().Descriptor.Id);
    }

    [Fact]
    public void The_gradient_takes_no_overrides()
    {
        CompiledNetwork network = new NetBuilder(4).Linear(3).Relu().Lrp("Epsilon").Rule("GuidedBackprop", "relu1").Gradient().Network();
        Assert.All(network.Explainers[1].Explainer.ByNode().Skip(1), rule => Assert.IsType<GradientRule>(rule));
    }
}
